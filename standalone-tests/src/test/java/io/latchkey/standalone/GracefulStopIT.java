package io.latchkey.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.latchkey.ca.testing.RequestBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM: no new connections, but the request under way gets its response; then exit 0. */
class GracefulStopIT {
  @TempDir Path folder;

  @Test
  void sigterm_finishesPendingRequestAndExits0() throws Exception {
    Path data = folder.resolve("data");
    Map<String, String> named = Map.of("LATCHKEY_PUBLIC_URL", "http://localhost");
    try (LatchkeyProcess server = LatchkeyProcess.startWar(named, data, "--no-tls");
        Socket idle = connect(server);
        Socket socket = connect(server)) {
      byte[] request = RequestBuilder.of("CN=worker.local").der();
      String token = Client.of(server, data).serviceToken();
      get(idle, "/health/live");
      OutputStream out = socket.getOutputStream();
      out.write(head(request.length, token).getBytes(StandardCharsets.US_ASCII));
      out.write(request, 0, request.length / 2);
      out.flush();
      awaitFirstHalfRead(server);

      server.terminate();
      await().until(() -> isRejected(server));
      out.write(request, request.length / 2, request.length - request.length / 2);
      out.flush();

      assertThat(readAll(socket))
          .startsWith("HTTP/1.1 200")
          .contains("-----BEGIN CERTIFICATE-----");
      assertThat(server.exitStatus()).isZero();
      assertThat(server.stderr()).doesNotContain("WARNING", "SEVERE", "Exception");
    }
  }

  @Test
  void sigtermWithIdleConnectionsOnly_doesNotWait() throws Exception {
    Path data = folder.resolve("data");
    try (LatchkeyProcess server = LatchkeyProcess.start(data, "--no-tls");
        Socket idle = connect(server)) {
      get(idle, "/health/live");

      server.terminate();

      assertThat(server.exitStatus()).isZero();
      assertThat(server.stderr()).contains("Created a CA").doesNotContain("still under way");
    }
  }

  /** The server answers others on the same threads: by then it has read what had come before. */
  private static void awaitFirstHalfRead(LatchkeyProcess server) throws IOException {
    for (int i = 0; i < 5; i++) {
      try (Socket other = connect(server)) {
        get(other, "/health/live");
      }
    }
  }

  private static Socket connect(LatchkeyProcess server) throws IOException {
    URI uri = URI.create(server.url());
    Socket socket = new Socket(uri.getHost(), uri.getPort());
    socket.setSoTimeout(30_000);
    return socket;
  }

  private static boolean isRejected(LatchkeyProcess server) throws IOException {
    try {
      connect(server).close();
      return false;
    } catch (ConnectException e) {
      return true;
    }
  }

  private static void get(Socket socket, String path) throws IOException {
    socket
        .getOutputStream()
        .write(
            "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n"
                .formatted(path)
                .getBytes(StandardCharsets.US_ASCII));
    byte[] start = socket.getInputStream().readNBytes("HTTP/1.1 200".length());
    assertThat(new String(start, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200");
  }

  private static String head(int length, String token) {
    return String.join(
        "\r\n",
        "POST /ca/sign HTTP/1.1",
        "Host: localhost",
        "Authorization: Bearer " + token,
        "Content-Length: " + length,
        "",
        "");
  }

  private static String readAll(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
  }
}
