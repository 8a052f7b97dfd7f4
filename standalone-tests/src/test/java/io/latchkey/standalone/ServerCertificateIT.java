package io.latchkey.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.latchkey.base.testing.Tools;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The certificate of the server itself. */
class ServerCertificateIT {
  private static final String GET = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n";

  @TempDir Path folder;

  @Test
  void renewal_keepsOpenConnections() throws Exception {
    Map<String, String> shortLife = Map.of("LATCHKEY_CERT_VALIDITY", "PT10S");
    try (LatchkeyProcess server = LatchkeyProcess.start(shortLife, folder.resolve("data"))) {
      SSLContext trust = Client.Trust.in(Client.Trust.fetchRoot(server));
      try (SSLSocket old = connect(trust, server)) {
        X509Certificate first = certificate(old);
        get(old);

        await()
            .pollInterval(Duration.ofMillis(200))
            // On a busy machine the certificate expires before it is renewed.
            .ignoreExceptionsInstanceOf(SSLException.class)
            .until(() -> isOther(trust, server, first));

        get(old);
        assertThat(server.stderr().lines())
            .filteredOn(line -> line.contains("The server's certificate is valid until"))
            .hasSizeGreaterThan(1);
      }
    }
  }

  @Test
  void issued_namesLocalhostAndLoopback() throws Exception {
    LatchkeyProcess server = SharedServer.process();
    try (SSLSocket socket = connect(Client.Trust.in(Client.Trust.fetchRoot(server)), server)) {
      assertThat(certificate(socket).getSubjectAlternativeNames())
          .contains(
              List.of(2, "localhost"), List.of(7, "127.0.0.1"), List.of(7, "0:0:0:0:0:0:0:1"));
      assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.3");
    }
  }

  /** The policy is about the certificates of others. {@link NamePolicyIT} tests localhost. */
  @ParameterizedTest
  @ValueSource(strings = {"127.9.9.9", "0.0.0.0"})
  void namePolicy_doesNotApplyToServerCertificate(String host) throws Exception {
    Map<String, String> policy =
        Map.of("LATCHKEY_POLICY_DNS", "*.example.org", "LATCHKEY_POLICY_IP", "10.0.0.0/8");
    Path data = folder.resolve("data");
    try (LatchkeyProcess server = LatchkeyProcess.start(policy, data, "--host", host)) {
      assertThat(URI.create(server.url()).getHost())
          .isEqualTo(host.equals("0.0.0.0") ? "localhost" : host);
      // This client checks the name of the URL.
      assertThat(Client.of(server, data).get("/health/live").statusCode()).isEqualTo(200);
      assertThat(server.stderr()).doesNotContain("leaves out");
    }
  }

  @Test
  void ownCertificate_isUsedAndDeterminesUrl() throws Exception {
    makeOwnCertificate();
    try (LatchkeyProcess server = startWithOwnCertificate();
        SSLSocket socket = connect(Unchecked.context(), server)) {
      assertThat(server.url()).startsWith("https://127.0.0.1:");
      assertThat(certificate(socket).getSubjectX500Principal().getName()).isEqualTo("CN=localhost");
      assertThat(certificate(socket).getIssuerX500Principal().getName()).isEqualTo("CN=localhost");
      get(socket);
    }
  }

  private LatchkeyProcess startWithOwnCertificate() {
    return LatchkeyProcess.start(
        folder.resolve("data"),
        "--cert",
        folder.resolve("own.crt").toString(),
        "--cert-key",
        folder.resolve("own.key").toString(),
        "--cert-key-pass",
        "file:" + folder.resolve("pass"));
  }

  private void makeOwnCertificate() throws Exception {
    Tools.require("openssl");
    Tools.run(
        folder,
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-days",
        "2",
        "-subj",
        "/CN=localhost",
        "-addext",
        "subjectAltName=IP:127.0.0.1",
        "-passout",
        "pass:open sesame",
        "-keyout",
        "own.key",
        "-out",
        "own.crt");
    java.nio.file.Files.writeString(folder.resolve("pass"), KnownSecrets.add("open sesame") + "\n");
  }

  private static boolean isOther(SSLContext trust, LatchkeyProcess server, X509Certificate first)
      throws IOException {
    try (SSLSocket socket = connect(trust, server)) {
      return !certificate(socket).equals(first);
    }
  }

  private static SSLSocket connect(SSLContext trust, LatchkeyProcess server) throws IOException {
    URI uri = URI.create(server.url());
    SSLSocket socket =
        (SSLSocket) trust.getSocketFactory().createSocket(uri.getHost(), uri.getPort());
    socket.setSoTimeout(30_000);
    socket.startHandshake();
    return socket;
  }

  private static X509Certificate certificate(SSLSocket socket) throws IOException {
    return (X509Certificate) socket.getSession().getPeerCertificates()[0];
  }

  private static void get(SSLSocket socket) throws IOException {
    socket.getOutputStream().write(GET.getBytes(StandardCharsets.US_ASCII));
    InputStream in = socket.getInputStream();
    StringBuilder response = new StringBuilder();
    while (response.indexOf("{\"status\":\"UP\"}\n") < 0) {
      int next = in.read();
      assertThat(next).as("the connection is open; so far: " + response).isNotNegative();
      response.append((char) next);
    }
    assertThat(response).startsWith("HTTP/1.1 200");
  }
}
