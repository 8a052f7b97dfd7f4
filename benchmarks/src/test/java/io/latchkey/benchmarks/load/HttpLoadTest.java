package io.latchkey.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpLoadTest {
  private static final int REQUESTS = 200;
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private final AtomicInteger requests = new AtomicInteger();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  /** A length of 0 makes the response chunked. */
  private void answer(int status, String body, int length) {
    server.createContext(
        "/",
        exchange -> {
          assertThat(exchange.getRequestBody().readAllBytes()).hasSize(3);
          requests.incrementAndGet();
          exchange.sendResponseHeaders(status, length);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(body.getBytes(StandardCharsets.US_ASCII));
          }
        });
  }

  private HttpLoad.Measured load() throws IOException {
    byte[] request = Requests.post("/", new byte[] {1, 2, 3}, "X-Test: a");
    return HttpLoad.run(server.getAddress().getPort(), () -> request, 4, LIMIT, REQUESTS);
  }

  @Test
  void responsesWithLength_areCounted() throws IOException {
    answer(200, "hello", 5);

    HttpLoad.Measured measured = load();

    assertThat(measured.responses()).isBetween(REQUESTS, REQUESTS + 3);
    assertThat(requests.get()).isGreaterThanOrEqualTo(measured.responses());
    assertThat(measured.rate()).isPositive();
    assertThat(measured.p99()).isGreaterThanOrEqualTo(measured.median());
  }

  @Test
  void chunkedResponses_areCounted() throws IOException {
    answer(200, "hello", 0);

    assertThat(load().responses()).isGreaterThanOrEqualTo(REQUESTS);
  }

  @Test
  void otherStatus_isAnError() {
    answer(403, "no", 2);

    assertThatThrownBy(this::load).hasMessage("The server answers 403");
  }
}
