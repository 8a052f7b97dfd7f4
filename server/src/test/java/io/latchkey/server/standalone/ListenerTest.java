package io.latchkey.server.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.valves.ValveBase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListenerTest {
  private static final String STATUS = "HTTP/1.1 200";
  private static final Endpoint LOOPBACK = new Endpoint(Optional.of("localhost"), 0);

  private final Tomcat tomcat = new Tomcat();
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch mayEnd = new CountDownLatch(1);
  @TempDir Path folder;
  private Listener listener;

  @BeforeEach
  void start() throws Exception {
    tomcat.setBaseDir(folder.toString());
    Context context = tomcat.addContext("", folder.toString());
    context.getPipeline().addValve(new Answer());
    tomcat.start();
    listener = Listener.start(tomcat.getService(), LOOPBACK, Optional.empty());
  }

  @AfterEach
  void stop() throws Exception {
    mayEnd.countDown();
    tomcat.stop();
    tomcat.destroy();
  }

  @Test
  void idleConnection_isNoRequestUnderWay() throws Exception {
    try (Socket idle = connect()) {
      send(idle, "/");
      assertThat(status(idle)).isEqualTo(STATUS);

      // The thread returns to the pool shortly after the response.
      await().until(() -> drain(Duration.ZERO));
    }
  }

  @Test
  void requestUnderWay_isWaitedFor() throws Exception {
    try (Socket socket = connect()) {
      send(socket, "/slow");
      begun.await();

      assertThat(drain(Duration.ZERO)).isFalse();
      mayEnd.countDown();

      assertThat(drain(Duration.ofDays(1))).isTrue();
      assertThat(status(socket)).isEqualTo(STATUS);
    }
  }

  @Test
  void pendingRequest_keepsNoOtherPortOpen() throws Exception {
    Listener other = Listener.startDistribution(tomcat.getService(), LOOPBACK);
    try (Socket socket = connect()) {
      send(socket, "/slow");
      begun.await();

      assertThat(Listener.drain(List.of(listener, other), Duration.ZERO)).isFalse();

      assertThat(other.port()).isNotPositive();
      assertThat(listener.port()).isNotPositive();
    }
  }

  private boolean drain(Duration grace) {
    return Listener.drain(List.of(listener), grace);
  }

  private Socket connect() throws Exception {
    return new Socket("localhost", listener.port());
  }

  private static void send(Socket socket, String path) throws Exception {
    String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
  }

  private static String status(Socket socket) throws Exception {
    byte[] line = socket.getInputStream().readNBytes(STATUS.length());
    return new String(line, StandardCharsets.US_ASCII);
  }

  /** Answers {@code /slow} when it may, and other requests at once. */
  private final class Answer extends ValveBase {
    @Override
    public void invoke(Request request, Response response) {
      if (!request.getRequestURI().equals("/slow")) {
        return;
      }
      begun.countDown();
      try {
        mayEnd.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
