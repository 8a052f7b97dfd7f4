package io.latchkey.tokens.trust;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Fetches revocation lists over HTTP. Their signatures protect the lists, so {@code http} is
 * enough. Redirects are not followed. A list has at most {@value #MAX_BYTES} bytes.
 */
final class HttpListSource implements ListSource {
  static final int MAX_BYTES = 8 << 20;

  private static final int STEP_MILLIS = 2_000;

  private final Supplier<SSLSocketFactory> sockets;

  /**
   * @param sockets validates the certificates of {@code https} servers
   */
  HttpListSource(Supplier<SSLSocketFactory> sockets) {
    this.sockets = sockets;
  }

  @Override
  public Fetch fetch(URI uri, Optional<Version> known) {
    return new HttpFetch(uri, known);
  }

  private final class HttpFetch implements Fetch {
    private final URI uri;
    private final Optional<Version> known;
    private volatile boolean closed;
    private volatile @Nullable HttpURLConnection current;

    HttpFetch(URI uri, Optional<Version> known) {
      this.uri = uri;
      this.known = known;
    }

    @Override
    public Answer read() throws IOException {
      HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
      current = connection;
      try {
        if (closed) { // close() found no connection to disconnect
          throw new IOException("was closed before it answered");
        }
        prepare(connection);
        return answer(connection);
      } catch (SocketTimeoutException e) {
        throw new IOException("did not answer in time", e);
      } catch (ConnectException e) {
        throw new IOException("refused the connection", e);
      } catch (UnknownHostException e) {
        throw new IOException("has a host name that cannot be resolved", e);
      } catch (SSLException e) {
        throw new IOException("has no certificate that is trusted, or no TLS", e);
      } catch (RuntimeException e) {
        // The JDK throws NullPointerException if close() disconnects before the request is sent.
        if (closed) {
          throw new IOException("was closed before it answered", e);
        }
        throw e;
      } finally {
        connection.disconnect();
      }
    }

    private void prepare(HttpURLConnection connection) {
      if (connection instanceof HttpsURLConnection secure) {
        secure.setSSLSocketFactory(sockets.get());
        // Called only if the certificate does not contain the host name.
        secure.setHostnameVerifier((host, session) -> false);
      }
      connection.setInstanceFollowRedirects(false);
      connection.setUseCaches(false);
      connection.setConnectTimeout(STEP_MILLIS);
      connection.setReadTimeout(STEP_MILLIS);
      connection.setRequestProperty("Accept", "application/pkix-crl");
      known
          .flatMap(Version::etag)
          .ifPresent(etag -> connection.setRequestProperty("If-None-Match", etag));
      known
          .flatMap(Version::lastModified)
          .ifPresent(date -> connection.setRequestProperty("If-Modified-Since", date));
    }

    private Answer answer(HttpURLConnection connection) throws IOException {
      int status = connection.getResponseCode();
      if (status == HttpURLConnection.HTTP_NOT_MODIFIED && known.isPresent()) {
        return new Answer(Optional.empty(), known.get());
      }
      if (status != HttpURLConnection.HTTP_OK) {
        throw new IOException("answered with status " + status + " instead of 200");
      }
      try (InputStream body = connection.getInputStream()) {
        byte[] list = body.readNBytes(MAX_BYTES + 1);
        if (list.length > MAX_BYTES) {
          throw new IOException("answered with more than 8 MiB");
        }
        return new Answer(
            Optional.of(list),
            new Version(
                Optional.ofNullable(connection.getHeaderField("ETag")),
                Optional.ofNullable(connection.getHeaderField("Last-Modified"))));
      }
    }

    @Override
    public void close() {
      closed = true;
      HttpURLConnection connection = current;
      if (connection != null) {
        connection.disconnect();
      }
    }
  }
}
