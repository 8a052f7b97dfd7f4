package io.latchkey.server.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.valves.ValveBase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BoundedEndpointTest {
  /** More than the buffers of the operating system take. */
  private static final int LARGE = 32 * 1024 * 1024;

  private static final Duration LONG = Duration.ofHours(1);

  private final Tomcat tomcat = new Tomcat();
  private final CountDownLatch cut = new CountDownLatch(1);
  private final List<Socket> open = new ArrayList<>();
  @TempDir Path folder;
  private Listener listener;

  private void start(ConnectionLimits limits) throws Exception {
    tomcat.setBaseDir(folder.toString());
    Context context = tomcat.addContext("", folder.toString());
    context.getPipeline().addValve(new Answer());
    tomcat.start();
    listener =
        Listener.start(
            tomcat.getService(),
            new Endpoint(Optional.of("localhost"), 0),
            Optional.empty(),
            false,
            limits);
  }

  @AfterEach
  void stop() throws Exception {
    for (Socket socket : open) {
      socket.close();
    }
    tomcat.stop();
    tomcat.destroy();
  }

  @Test
  void connectionBeyondNetworkLimit_isClosed() throws Exception {
    start(limits(2, 10, 10, LONG));
    assertThat(isServed(connect())).isTrue();
    Socket second = connect();
    assertThat(isServed(second)).isTrue();

    assertThat(isServed(connect())).isFalse();

    second.close();
    await().until(() -> isServed(connect()));
  }

  @Test
  void slowResponseBeyondNetworkLimit_isCut() throws Exception {
    start(limits(100, 10, 1, LONG));
    Socket first = connect();
    send(first, "/large");
    Socket second = connect();
    send(second, "/large");

    cut.await();

    List<Boolean> complete = List.of(isComplete(first), isComplete(second));
    assertThat(complete).containsExactlyInAnyOrder(true, false);
  }

  @Test
  void slowResponseBeyondTotalLimit_isCut() throws Exception {
    start(limits(100, 0, 1, LONG));
    Socket socket = connect();
    send(socket, "/large");

    cut.await();

    assertThat(isComplete(socket)).isFalse();
    assertThat(isServed(connect())).isTrue();
  }

  @Test
  void responseBeyondItsTime_isCut() throws Exception {
    start(limits(100, 10, 10, Duration.ofMillis(1)));
    Socket socket = connect();
    send(socket, "/large");

    await()
        .until(
            () -> {
              socket.getInputStream().readNBytes(64 * 1024);
              return cut.getCount() == 0;
            });
  }

  @Test
  void headerBeyondItsTime_isClosed() throws Exception {
    start(new ConnectionLimits(100, 100, 10, 10, Duration.ofSeconds(1), LONG));
    Socket socket = connect();
    socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: ".getBytes(StandardCharsets.US_ASCII));

    await().until(() -> !takes(socket, 'x'));
  }

  @Test
  void slowResponse_isCompleteIfItIsRead() throws Exception {
    start(limits(100, 1, 1, LONG));
    for (int i = 0; i < 2; i++) {
      Socket socket = connect();
      send(socket, "/large");

      assertThat(isComplete(socket)).isTrue();
    }
  }

  private static ConnectionLimits limits(
      int ofNetwork, int slow, int slowOfNetwork, Duration response) {
    return new ConnectionLimits(
        100, ofNetwork, slow, slowOfNetwork, Duration.ofSeconds(20), response);
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket();
    open.add(socket);
    socket.setReceiveBufferSize(4096);
    socket.connect(new InetSocketAddress("localhost", listener.port()));
    return socket;
  }

  private static void send(Socket socket, String path) throws IOException {
    String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
  }

  private static boolean takes(Socket socket, char next) {
    try {
      socket.getOutputStream().write(next);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean isServed(Socket socket) {
    try {
      send(socket, "/");
      return socket.getInputStream().readNBytes(12).length == 12;
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean isComplete(Socket socket) throws IOException {
    long count = 0;
    byte[] buffer = new byte[1024 * 1024];
    try {
      while (count < LARGE) {
        int read = socket.getInputStream().read(buffer);
        if (read < 0) {
          return false;
        }
        count += read;
      }
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException e) {
      return false;
    }
    return true;
  }

  /** Answers {@code /large} with many bytes. */
  private final class Answer extends ValveBase {
    @Override
    public void invoke(Request request, Response response) throws IOException {
      if (!request.getRequestURI().equals("/large")) {
        return;
      }
      byte[] part = new byte[64 * 1024];
      response.setContentLength(LARGE);
      try {
        for (int i = 0; i < LARGE / part.length; i++) {
          response.getOutputStream().write(part);
        }
      } catch (IOException e) {
        cut.countDown();
        throw e;
      }
    }
  }
}
