package io.latchkey.base.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Fetches documents over HTTP or HTTPS with GET. Redirects are not followed, because they would let
 * the server choose another source. The host name verifier and the socket factory that the
 * application has set as defaults are not used. The caller limits the total time and calls {@link
 * DocumentSource.Fetch#close}. Safe for use by several threads.
 *
 * @param accept the media types of the document, for the header {@code Accept}
 * @param maxBytes the maximum length of a document; a multiple of 1024
 * @param timeout the maximum time for the connection, and for each wait for data
 * @param sockets validates the certificates of {@code https} servers
 * @param trusted which certificates that are, in messages, such as {@code "that is trusted"}
 */
public record HttpDocumentSource(
    String accept,
    int maxBytes,
    Duration timeout,
    Supplier<SSLSocketFactory> sockets,
    String trusted)
    implements DocumentSource {
  private static final int KIB = 1024;

  @Override
  public Fetch fetch(URI uri, Optional<Version> known) {
    return new HttpFetch(uri, known);
  }

  private final class HttpFetch implements Fetch {
    private final URI uri;
    private final Optional<Version> known;
    private final AtomicBoolean otherName = new AtomicBoolean();
    private volatile boolean closed;
    private volatile @Nullable HttpURLConnection current;

    HttpFetch(URI uri, Optional<Version> known) {
      this.uri = uri;
      this.known = known;
    }

    @Override
    public Response read() throws IOException {
      HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
      current = connection;
      try {
        if (closed) { // close() found no connection to disconnect
          throw new IOException("was closed before it answered");
        }
        prepare(connection);
        return response(connection);
      } catch (IOException e) {
        throw explained(e);
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

    private IOException explained(IOException e) {
      if (e instanceof SocketTimeoutException) {
        return new IOException("did not answer in time", e);
      }
      if (e instanceof ConnectException) {
        return new IOException("refused the connection", e);
      }
      if (e instanceof UnknownHostException) {
        return new IOException("has a host name that cannot be resolved", e);
      }
      if (e instanceof SSLException) {
        return new IOException("has no certificate %s, or no TLS".formatted(trusted), e);
      }
      return otherName.get() ? new IOException("has a certificate for another host name", e) : e;
    }

    private void prepare(HttpURLConnection connection) {
      if (connection instanceof HttpsURLConnection secure) {
        secure.setSSLSocketFactory(sockets.get());
        // Called only if the certificate does not contain the host name.
        secure.setHostnameVerifier(
            (host, session) -> {
              otherName.set(true);
              return false;
            });
      }
      int millis = Math.toIntExact(timeout.toMillis());
      connection.setInstanceFollowRedirects(false);
      connection.setUseCaches(false);
      connection.setConnectTimeout(millis);
      connection.setReadTimeout(millis);
      connection.setRequestProperty("Accept", accept);
      known
          .flatMap(Version::etag)
          .ifPresent(etag -> connection.setRequestProperty("If-None-Match", etag));
      known
          .flatMap(Version::lastModified)
          .ifPresent(date -> connection.setRequestProperty("If-Modified-Since", date));
    }

    private Response response(HttpURLConnection connection) throws IOException {
      int status = connection.getResponseCode();
      if (status == HttpURLConnection.HTTP_NOT_MODIFIED && known.isPresent()) {
        return new Response(Optional.empty(), known.get());
      }
      if (status != HttpURLConnection.HTTP_OK) {
        throw new IOException("answered with status " + status + " instead of 200");
      }
      try (InputStream body = connection.getInputStream()) {
        byte[] content = body.readNBytes(maxBytes + 1);
        if (content.length > maxBytes) {
          throw new IOException("answered with more than " + readable(maxBytes));
        }
        return new Response(
            Optional.of(content),
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

  private static String readable(int bytes) {
    int kib = bytes / KIB;
    return kib % KIB == 0 ? kib / KIB + " MiB" : kib + " KiB";
  }
}
