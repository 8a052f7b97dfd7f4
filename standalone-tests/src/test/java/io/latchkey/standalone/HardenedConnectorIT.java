package io.latchkey.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.ca.testing.RequestBuilder;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The connector of the standalone server, over raw TLS connections. */
class HardenedConnectorIT {
  private static Client client;
  private static SSLContext trust;

  @BeforeAll
  static void connectToServer() throws Exception {
    client = SharedServer.client();
    trust = Client.Trust.in(client.root());
  }

  @Test
  void expectWithoutToken_isRejectedBefore100() throws Exception {
    List<String> response =
        answer("POST /ca/sign HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n", "100");

    assertThat(response.get(0)).startsWith("HTTP/1.1 401");
  }

  @Test
  void expectWithImmediateBody_isRejectedWithout100() throws Exception {
    try (SSLSocket socket = connect(new String[] {"TLSv1.3"}, null)) {
      String request =
          "POST /ca/sign HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
              + "Expect: 100-continue\r\nContent-Length: 3000\r\n\r\n"
              + "x".repeat(2000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().flush();

      assertThat(socket.getInputStream().readAllBytes())
          .asString(StandardCharsets.UTF_8)
          .startsWith("HTTP/1.1 401")
          .doesNotContain("HTTP/1.1 100");
    }
  }

  @Test
  void expectWithOversizedBody_is413Before100() throws Exception {
    List<String> response =
        answer(
            "POST /ca/sign HTTP/1.1\r\nHost: localhost\r\nContent-Length: 65537\r\n"
                + "Authorization: Bearer %s\r\n".formatted(client.serviceToken()),
            "100");

    assertThat(response.get(0)).startsWith("HTTP/1.1 413");
    assertThat(response.get(response.size() - 1)).contains("\"csr_too_large\"");
  }

  @Test
  void expectWithGoodRequest_is100Then200() throws Exception {
    byte[] request = RequestBuilder.of("CN=worker.example").der();
    try (SSLSocket socket = connect(new String[] {"TLSv1.3"}, null)) {
      String head =
          "POST /ca/sign HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
              + "Expect: 100-continue\r\nAuthorization: Bearer %s\r\nContent-Length: %d\r\n\r\n"
                  .formatted(client.serviceToken(), request.length);
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      byte[] interim = socket.getInputStream().readNBytes("HTTP/1.1 100".length());
      assertThat(interim).asString(StandardCharsets.US_ASCII).isEqualTo("HTTP/1.1 100");

      socket.getOutputStream().write(request);

      assertThat(socket.getInputStream().readAllBytes())
          .asString(StandardCharsets.UTF_8)
          .contains("HTTP/1.1 200", "BEGIN CERTIFICATE");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /health/live HTTP/1.1\r\nHost: localhost\r\n",
        "GET /whoami HTTP/1.1\r\nHost: localhost\r\n",
        "GET /nothing-here HTTP/1.1\r\nHost: localhost\r\n",
        "GET /ca/cert;x HTTP/1.1\r\nHost: localhost\r\n",
        "GET /ca/%zz HTTP/1.1\r\nHost: localhost\r\n",
        "GET /\0 HTTP/1.1\r\nHost: localhost\r\n",
        "GET /ca/cert HTTP/1.1\r\n",
        "GET /ca/cert HTTP/9.9\r\nHost: localhost\r\n",
        "TRACE /ca/cert HTTP/1.1\r\nHost: localhost\r\n",
        "OPTIONS * HTTP/1.1\r\nHost: localhost\r\n",
        "nonsense\r\n",
      })
  void everyResponse_hasTheSecurityHeaders(String request) throws Exception {
    List<String> response = answer(request, "");

    assertThat(response.get(0)).startsWith("HTTP/1.1 ");
    assertThat(response)
        .contains("X-Content-Type-Options: nosniff", "Strict-Transport-Security: max-age=31536000");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /health/live HTTP/1.1\r\nHost: localhost\r\n",
        "GET /whoami HTTP/1.1\r\nHost: localhost\r\n",
        "GET /ca/cert HTTP/1.1\r\nHost: localhost\r\n",
        "GET /ca/cert;x HTTP/1.1\r\nHost: localhost\r\n",
        "GET /ca/%zz HTTP/1.1\r\nHost: localhost\r\n",
        "GET /ca/cert?nonce=! HTTP/1.1\r\nHost: localhost\r\n",
      })
  void everyTextResponse_endsWithALineEnd(String request) throws Exception {
    try (SSLSocket socket = connect(new String[] {"TLSv1.3"}, null)) {
      socket
          .getOutputStream()
          .write((request + "Connection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));

      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .matches("(?s).*[^\r\n]\n");
    }
  }

  @Test
  void optionsOfTheServer_omitsTrace() throws Exception {
    List<String> response = answer("OPTIONS * HTTP/1.1\r\nHost: localhost\r\n", "");

    assertThat(response).noneMatch(line -> line.startsWith("Allow:") && line.contains("TRACE"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384",
        "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
        "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
      })
  void tls12WithCbc_isRejected(String suite) {
    assertThatThrownBy(() -> connect(new String[] {"TLSv1.2"}, suite).close())
        .isInstanceOf(SSLException.class)
        .hasMessageContaining("handshake_failure");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
        "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
        "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
      })
  void tls12WithAead_isAccepted(String suite) throws Exception {
    try (SSLSocket socket = connect(new String[] {"TLSv1.2"}, suite)) {
      assertThat(socket.getSession().getCipherSuite()).isEqualTo(suite);
    }
  }

  /** The lines of the whole response; the connection is closed after it. */
  private static List<String> answer(String head, String expect) throws IOException {
    try (SSLSocket socket = connect(new String[] {"TLSv1.3"}, null)) {
      String request =
          head + (expect.isEmpty() ? "" : "Expect: 100-continue\r\n") + "Connection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      String text = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new ArrayList<>(text.lines().toList());
    }
  }

  private static SSLSocket connect(String[] protocols, String suite) throws IOException {
    URI uri = URI.create(SharedServer.process().url());
    SSLSocket socket =
        (SSLSocket) trust.getSocketFactory().createSocket(uri.getHost(), uri.getPort());
    socket.setSoTimeout(30_000);
    socket.setEnabledProtocols(protocols);
    if (suite != null) {
      socket.setEnabledCipherSuites(new String[] {suite});
    }
    socket.startHandshake();
    return socket;
  }
}
