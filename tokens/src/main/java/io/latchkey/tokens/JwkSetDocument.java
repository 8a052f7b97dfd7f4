package io.latchkey.tokens;

import io.latchkey.base.http.DocumentSource;
import io.latchkey.base.http.HttpDocumentSource;
import io.latchkey.base.text.Utf8;
import java.io.IOException;
import java.net.URI;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;

/**
 * The document of a JWK set at an {@code https} URL: its URL, its source and its text. Only
 * certificates that this Java runtime trusts are accepted, even if the application has changed the
 * defaults of its own connections.
 */
final class JwkSetDocument {
  static final HttpDocumentSource SOURCE =
      new HttpDocumentSource(
          "application/jwk-set+json, application/json",
          256 * 1024,
          Duration.ofSeconds(5),
          JwkSetDocument::trustingAsTheRuntime,
          "that this Java runtime trusts");

  private JwkSetDocument() {}

  static URI checked(String url) {
    URI uri;
    try {
      uri = URI.create(url);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("is not a URL", e);
    }
    if (!"https".equalsIgnoreCase(uri.getScheme()) || uri.getHost() == null) {
      throw new IllegalArgumentException(
          "is not an https URL; over http, an attacker could replace the keys and sign tokens");
    }
    if (uri.getUserInfo() != null || uri.getFragment() != null) {
      throw new IllegalArgumentException("has a user name or a fragment; leave it out");
    }
    return uri;
  }

  /**
   * Returns the text of a response.
   *
   * @throws IOException if the response has no text; the message continues a sentence that begins
   *     with the URL
   */
  static String text(DocumentSource.Response response) throws IOException {
    return Utf8.decodeExactly(response.body().orElse(new byte[0]))
        .orElseThrow(() -> new IOException("did not return UTF-8"));
  }

  private static SSLSocketFactory trustingAsTheRuntime() {
    try {
      return SSLContext.getDefault().getSocketFactory();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java runtime has no TLS", e);
    }
  }
}
