package io.latchkey.tokens;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * A short text at an {@code https} URL. Only certificates that this Java runtime trusts are
 * accepted, even if the application has changed the defaults of its own connections. Redirects are
 * not followed, because they would let the server choose another source. The caller limits the
 * total time and calls {@link #close} to cancel.
 */
final class HttpsDocument implements RemoteKeySet.Source {
  private static final int MAX_BYTES = 256 * 1024;
  private static final int BLOCK = 8192;
  private static final int STEP_MILLIS = 5_000;

  private final URI uri;
  private final Optional<SSLSocketFactory> sockets;
  private volatile @Nullable HttpsURLConnection current;

  HttpsDocument(URI uri) {
    this(uri, Optional.empty());
  }

  HttpsDocument(URI uri, Optional<SSLSocketFactory> sockets) {
    this.uri = uri;
    this.sockets = sockets;
  }

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

  @Override
  public String read() throws IOException {
    HttpsURLConnection connection = (HttpsURLConnection) uri.toURL().openConnection();
    current = connection;
    AtomicBoolean otherName = new AtomicBoolean();
    try {
      connection.setSSLSocketFactory(sockets.orElseGet(HttpsDocument::trustingAsTheRuntime));
      // Called only if the certificate does not contain the host name.
      connection.setHostnameVerifier(
          (host, session) -> {
            otherName.set(true);
            return false;
          });
      connection.setInstanceFollowRedirects(false);
      connection.setUseCaches(false);
      connection.setConnectTimeout(STEP_MILLIS);
      connection.setReadTimeout(STEP_MILLIS);
      connection.setRequestProperty("Accept", "application/jwk-set+json, application/json");
      int status = connection.getResponseCode();
      if (status != HttpsURLConnection.HTTP_OK) {
        throw new IOException("answered with status " + status + " instead of 200");
      }
      try (InputStream body = connection.getInputStream()) {
        return text(body);
      }
    } catch (SocketTimeoutException e) {
      throw new IOException("did not answer in time", e);
    } catch (UnknownHostException e) {
      throw new IOException("has a host name that cannot be resolved", e);
    } catch (SSLException e) {
      throw new IOException("has no certificate that this Java runtime trusts, or no TLS", e);
    } catch (IOException e) {
      throw otherName.get() ? new IOException("has a certificate for another host name", e) : e;
    } catch (RuntimeException e) {
      if (current == connection) {
        throw e;
      }
      // The JDK throws NullPointerException if close() disconnects before the request is sent.
      throw new IOException("was closed before it answered", e);
    } finally {
      connection.disconnect();
    }
  }

  private static SSLSocketFactory trustingAsTheRuntime() {
    try {
      return SSLContext.getDefault().getSocketFactory();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java runtime has no TLS", e);
    }
  }

  private static String text(InputStream body) throws IOException {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    byte[] block = new byte[BLOCK];
    for (int n = body.read(block); n >= 0; n = body.read(block)) {
      content.write(block, 0, n);
      if (content.size() > MAX_BYTES) {
        throw new IOException("answered with more than 256 KiB");
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(content.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      throw new IOException("did not answer with UTF-8", e);
    }
  }

  @Override
  public void close() {
    HttpsURLConnection connection = current;
    if (connection != null) {
      current = null;
      connection.disconnect();
    }
  }
}
