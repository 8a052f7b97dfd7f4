package io.latchkey.base.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.latchkey.base.http.DocumentSource.Response;
import io.latchkey.base.http.DocumentSource.Version;
import io.latchkey.base.testing.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Fetching over real HTTP. */
class HttpDocumentSourceIT {
  private static final int MAX_BYTES = 8 << 20;

  private final DocumentSource source =
      new HttpDocumentSource(
          "text/plain",
          MAX_BYTES,
          Duration.ofSeconds(2),
          () -> {
            throw new AssertionError("TLS is not used");
          },
          "that is trusted");
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/document", exchange -> answer(exchange, 200, 3));
    server.createContext("/limit", exchange -> answer(exchange, 200, MAX_BYTES));
    server.createContext("/large", exchange -> answer(exchange, 200, MAX_BYTES + 1));
    server.createContext("/error", exchange -> answer(exchange, 500, 0));
    server.createContext("/same", exchange -> answer(exchange, 304, 0));
    server.createContext(
        "/moved",
        exchange -> {
          exchange.getResponseHeaders().set("Location", "/document");
          answer(exchange, 302, 0);
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private static void answer(HttpExchange exchange, int status, int length) throws IOException {
    exchange.getResponseHeaders().set("ETag", "\"1\"");
    boolean known = "\"1\"".equals(exchange.getRequestHeaders().getFirst("If-None-Match"));
    exchange.sendResponseHeaders(known ? 304 : status, known || length == 0 ? -1 : length);
    if (!known && length > 0) {
      exchange.getResponseBody().write(new byte[length]);
    }
    exchange.close();
  }

  private URI uri(String path) {
    return URI.create("http://localhost:" + server.getAddress().getPort() + path);
  }

  private Response read(String path, Optional<Version> known) throws IOException {
    return source.fetch(uri(path), known).read();
  }

  private void assertFails(String path, String problem) {
    assertThatThrownBy(() -> read(path, Optional.empty()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(problem);
  }

  @Test
  void document_hasVersionAndIsNotResent() throws Exception {
    Response first = read("/document", Optional.empty());

    assertThat(first.body().orElseThrow()).hasSize(3);
    assertThat(first.version().etag()).contains("\"1\"");
    assertThat(read("/document", Optional.of(first.version())).body()).isEmpty();
  }

  @Test
  void largeDocument_isRejected() throws Exception {
    assertThat(read("/limit", Optional.empty()).body().orElseThrow()).hasSize(MAX_BYTES);
    assertFails("/large", "more than 8 MiB");
  }

  @Test
  void otherResponse_isRejected() {
    assertFails("/error", "status 500");
    assertFails("/moved", "status 302");
    assertFails("/same", "status 304");
    assertFails("/absent", "status 404");
  }

  @Test
  void serverThatDoesNotAnswer_isGivenUp() throws Exception {
    int port = FreePorts.next();
    try (ServerSocket silent = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      URI uri = URI.create("http://localhost:" + silent.getLocalPort() + "/");
      assertThatThrownBy(() -> source.fetch(uri, Optional.empty()).read())
          .hasMessageContaining("did not answer in time");
    }
    URI gone = URI.create("http://localhost:" + port + "/");
    assertThatThrownBy(() -> source.fetch(gone, Optional.empty()).read())
        .hasMessageContaining("refused the connection");
  }

  @Test
  void closedFetch_ends() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      URI uri = URI.create("http://localhost:" + silent.getLocalPort() + "/");
      DocumentSource.Fetch fetch = source.fetch(uri, Optional.empty());
      CompletableFuture<Void> read =
          CompletableFuture.runAsync(
              () -> assertThatThrownBy(fetch::read).isInstanceOf(IOException.class));

      fetch.close();

      read.get(2, TimeUnit.MINUTES);
    }
  }
}
