package io.latchkey.client;

import io.latchkey.base.net.AuthorityPaths;
import io.latchkey.base.net.ServerUrl;
import io.latchkey.tokens.component.ComponentPath;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The URLs of the resources of a server. */
final class Endpoints {
  private Endpoints() {}

  /**
   * Returns the base URL with a trailing slash.
   *
   * @throws IllegalArgumentException if it is not an absolute http or https URL without a query
   */
  static URI base(URI server) {
    // The JDK's HTTP client cannot connect to a URL in which java.net.URI finds no host.
    if (server.getHost() == null || ServerUrl.of(server).isEmpty()) {
      throw new IllegalArgumentException(
          "'%s' is not the URL of a server; write for example https://localhost:8900"
              .formatted(server));
    }
    String text = server.toString();
    return text.endsWith("/") ? server : URI.create(text + "/");
  }

  /**
   * Returns the URL if a token may be sent to it.
   *
   * @throws IllegalArgumentException if the token could be read on the way: plain http to another
   *     host
   */
  static URI confidential(URI url) {
    if ("https".equalsIgnoreCase(url.getScheme()) || ServerUrl.isLoopback(url)) {
      return url;
    }
    throw new IllegalArgumentException(
        "'%s' is not encrypted, so that a token could be read on the way; use https (plain http is allowed only to this host)"
            .formatted(url));
  }

  /**
   * Returns the URL of a resource.
   *
   * @param base as of {@link #base}, with a trailing slash
   * @param path below the base, with a slash at its beginning; a query may follow
   */
  static URI of(URI base, String path) {
    return base.resolve(path.substring(1));
  }

  /**
   * @param component the path of a component key, with which the response is to be authenticated
   * @param previous whether the server is to use its previous pre-shared key
   */
  static URI caCertificate(
      URI base, String nonce, Optional<ComponentPath> component, boolean previous) {
    String path =
        component
            // URLEncoder writes + for a space, which no path contains, and %2B for +.
            .map(each -> "&component=" + URLEncoder.encode(each.text(), StandardCharsets.US_ASCII))
            .orElse("");
    return of(
        base,
        AuthorityPaths.CERTIFICATE + "?nonce=" + nonce + path + (previous ? "&psk=previous" : ""));
  }

  static URI sign(URI base, String query) {
    return of(base, AuthorityPaths.SIGN + query);
  }
}
