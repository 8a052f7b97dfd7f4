package io.latchkey.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Clients that send one byte and then wait; the server has 200 worker threads. */
class SlowClientsIT {
  private static final int CONNECTIONS = 250;
  private static final int BODIES_OF_A_CALLER = 32;

  private static LatchkeyProcess server;
  private static Client client;
  private static SSLContext trust;
  private final List<Socket> open = new ArrayList<>();

  @BeforeAll
  static void start() throws Exception {
    server = SharedServer.process();
    client = SharedServer.client();
    trust = Client.Trust.in(client.root());
  }

  @AfterEach
  void close() throws IOException {
    for (Socket socket : open) {
      socket.close();
    }
  }

  @Test
  void bodiesAfterARejection_blockNoThread() throws Exception {
    for (int i = 0; i < CONNECTIONS; i++) {
      send(tls(), post("/ca/sign", "Content-Length: 60000") + "x");
    }

    assertOthersAreServed();
  }

  @Test
  void chunkedBodiesAfterARejection_blockNoThread() throws Exception {
    for (int i = 0; i < CONNECTIONS; i++) {
      send(tls(), post("/whoami", "Transfer-Encoding: chunked") + "ffff\r\nx");
    }

    assertOthersAreServed();
  }

  @Test
  void bodiesForAnOpenResource_blockNoThread() throws Exception {
    for (int i = 0; i < CONNECTIONS; i++) {
      String get = post("/health/live", "Content-Length: 60000").replace("POST", "GET");
      send(tls(), get + "x");
    }

    assertOthersAreServed();
  }

  @Test
  void bodiesOfACaller_areBounded() throws Exception {
    String head = post("/ca/sign", "Content-Length: 60000\r\nAuthorization: Bearer " + slow());
    List<SSLSocket> bodies = new ArrayList<>();
    for (int i = 0; i < BODIES_OF_A_CALLER + 1; i++) {
      SSLSocket body = tls();
      send(body, head + "x");
      bodies.add(body);
    }
    assertOthersAreServed();

    // The server may begin with any of them last.
    assertThat(readHead(firstAnswered(bodies))).startsWith("HTTP/1.1 429");
    for (int i = BODIES_OF_A_CALLER + 1; i < CONNECTIONS; i++) {
      send(tls(), head + "x");
    }
    assertOthersAreServed();
  }

  /** Waits for the first response, less than the time limit of a body. */
  private static InputStream firstAnswered(List<SSLSocket> sockets) throws IOException {
    for (int round = 0; round < 20; round++) {
      for (SSLSocket socket : sockets) {
        PushbackInputStream response = new PushbackInputStream(socket.getInputStream());
        socket.setSoTimeout(10);
        try {
          response.unread(response.read());
          return response;
        } catch (SocketTimeoutException e) {
          // No response yet.
        }
      }
    }
    throw new AssertionError("Each of the bodies is awaited.");
  }

  private static String slow() {
    return client.token(Map.of("sub", "slow", "roles", "service"));
  }

  @Test
  void headers_blockNoThread() throws Exception {
    for (int i = 0; i < CONNECTIONS; i++) {
      send(tls(), "GET /health/live HTTP/1.1\r\nHost: loc");
    }

    assertOthersAreServed();
  }

  @Test
  void handshakes_blockNoThread() throws Exception {
    for (int i = 0; i < CONNECTIONS; i++) {
      Socket socket = connected();
      // The first bytes of a ClientHello that announces 512 bytes.
      socket.getOutputStream().write(new byte[] {0x16, 3, 1, 2, 0, 1});
      socket.getOutputStream().flush();
    }

    assertOthersAreServed();
  }

  @Test
  void rejectionWithUnreadBody_closesTheConnection() throws Exception {
    SSLSocket socket = tls();
    send(socket, post("/whoami", "Content-Length: 60000") + "x".repeat(30_000));

    String response = readAll(socket);

    assertThat(response)
        .startsWith("HTTP/1.1 401")
        .contains("\"missing\"")
        .containsIgnoringCase("connection: close");
  }

  @Test
  void rejectionWithWholeBody_keepsTheConnection() throws Exception {
    SSLSocket socket = tls();
    send(socket, post("/whoami", "Content-Length: 10000") + "x".repeat(10_000));
    assertThat(readHead(socket.getInputStream())).startsWith("HTTP/1.1 401");

    send(socket, "GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

    assertThat(readAll(socket)).contains("HTTP/1.1 200");
  }

  @Test
  void openResourceWithUnreadBody_isAnsweredFully() throws Exception {
    SSLSocket socket = tls();
    String get = post("/health/live", "Transfer-Encoding: chunked").replace("POST", "GET");
    send(socket, get + "5\r\nab");

    assertThat(readAll(socket)).startsWith("HTTP/1.1 200").contains("UP");
  }

  /** Served within the 5 s of the client; without the valve this takes 20 s or longer. */
  private void assertOthersAreServed() throws Exception {
    for (int i = 0; i < 5; i++) {
      assertThat(client.send(whoAmI()).statusCode()).isEqualTo(200);
    }
    // A second byte, which would wake a thread that waits for the rest.
    for (Socket socket : open) {
      try {
        socket.getOutputStream().write('x');
      } catch (IOException e) {
        // The server has closed this one.
      }
    }
    assertThat(client.get("/health/live").statusCode()).isEqualTo(200);
  }

  private static HttpRequest.Builder whoAmI() {
    return client
        .request("/whoami")
        .header("Authorization", "Bearer " + client.serviceToken())
        .timeout(Duration.ofSeconds(5));
  }

  private static String post(String path, String header) {
    return "POST %s HTTP/1.1\r\nHost: localhost\r\n%s\r\n\r\n".formatted(path, header);
  }

  private static void send(Socket socket, String text) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(text.getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  private static String readAll(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private static String readHead(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      assertThat(next).as("so far: " + head).isNotNegative();
      head.append((char) next);
    }
    return head.toString();
  }

  private SSLSocket tls() throws IOException {
    SSLSocket socket =
        (SSLSocket)
            trust
                .getSocketFactory()
                .createSocket(connected(), "localhost", URI.create(server.url()).getPort(), true);
    socket.startHandshake();
    return socket;
  }

  private Socket connected() throws IOException {
    URI uri = URI.create(server.url());
    Socket socket = new Socket(InetAddress.getByName(uri.getHost()), uri.getPort());
    socket.setSoTimeout(15_000);
    open.add(socket);
    return socket;
  }
}
