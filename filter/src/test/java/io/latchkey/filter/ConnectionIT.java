package io.latchkey.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.filter.RawConnection.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several requests on one connection have nothing to do with each other. */
class ConnectionIT {
  private static final String LARGE = "x".repeat(64 * 1024);

  private final WhoServlet who = new WhoServlet();
  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    server =
        TestServer.builder()
            .servlet("/*", who)
            .connector(connector -> connector.setProperty("continueResponseTiming", "onRead"))
            .start();
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private static String as(String name) {
    return TestServer.text("GET /whoami", "Authorization: Bearer " + Tokens.of(name));
  }

  @Test
  void connection_isGoodForMoreAfterARejection() throws Exception {
    try (RawConnection connection = server.connect()) {
      Response rejected = connection.send(TestServer.text("GET /whoami")).read();
      Response admitted = connection.send(as("worker-1")).read();
      Response again = connection.send(TestServer.text("GET /whoami")).read();

      assertThat(rejected.status()).isEqualTo(401);
      assertThat(admitted.body()).startsWith("worker-1 ");
      assertThat(again.status()).isEqualTo(401);
    }
  }

  @Test
  void pipelinedRequests_haveEachTheirOwnCaller() throws Exception {
    try (RawConnection connection = server.connect()) {
      connection.send(
          as("worker-1")
              + as("worker-2")
              + TestServer.text("GET /ca/cert")
              + as("worker-3")
              + TestServer.text("GET /whoami"));

      assertThat(connection.read().body()).startsWith("worker-1 ");
      assertThat(connection.read().body()).startsWith("worker-2 ");
      assertThat(connection.read().body()).isEqualTo("null null null");
      assertThat(connection.read().body()).startsWith("worker-3 ");
      assertThat(connection.read().status()).isEqualTo(401);
    }
  }

  @Test
  void rejectedBody_isNotReadAsNextRequest() throws Exception {
    String smuggled = as("worker-1");
    try (RawConnection connection = server.connect()) {
      connection.send(
          TestServer.text("POST /whoami", "Content-Length: " + smuggled.length()) + smuggled);
      Response rejected = connection.read();
      Response next = connection.send(as("worker-2")).read();

      assertThat(rejected.status()).isEqualTo(401);
      assertThat(next.body()).startsWith("worker-2 ");
      assertThat(who.calls()).isEqualTo(1);
    }
  }

  @Test
  void hugeBodyOfRejectedRequest_isNotAwaited() throws Exception {
    try (RawConnection connection = server.connect()) {
      connection.send(TestServer.text("POST /whoami", "Content-Length: 1000000000") + LARGE);

      assertThat(connection.read().status()).isEqualTo(401);
    }
  }

  @Test
  void rejectedRequest_isNotContinued() throws Exception {
    try (RawConnection connection = server.connect()) {
      connection.send(TestServer.text("POST /whoami", "Content-Length: 5", "Expect: 100-continue"));

      assertThat(connection.read().status()).isEqualTo(401);
    }
  }
}
