package io.latchkey.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.base.testing.Tools;
import io.latchkey.ca.testing.RequestBuilder;
import io.latchkey.client.CertificateAuthorityClient;
import io.latchkey.client.CertificateRequest;
import io.latchkey.client.RejectedException;
import io.latchkey.tokens.PreSharedKey;
import io.latchkey.tokens.TokenSigner;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The names of the CA's own server. */
class OwnNamesIT {
  private static final Map<String, String> PUBLIC =
      Map.of("LATCHKEY_PUBLIC_URL", "https://CA.example.org:8900");

  @TempDir static Path folder;
  private static LatchkeyProcess server;
  private static Client client;

  @BeforeAll
  static void start() throws Exception {
    server = LatchkeyProcess.start(PUBLIC, folder.resolve("data"));
    client = Client.of(server, folder.resolve("data"));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static void assertRejected(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(403);
    assertThat(response.body())
        .contains("\"reason\":\"name_not_allowed\"", "latchkey.policy.own-names", "role admin");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CN=w.test DNS:ca.example.org",
        "CN=w.test DNS:w.test DNS:CA.Example.ORG",
        "CN=w.test DNS:*.example.org",
        "CN=w.test URI:https://ca.example.org/",
        "CN=ca.example.org",
        "CN=ca.example.org. DNS:w.test",
        "CN=c*.example.org DNS:w.test"
      })
  void publicUrlName_isSignedForAdminsOnly(String request) throws Exception {
    String[] parts = request.split(" ", -1);
    byte[] csr =
        RequestBuilder.of(parts[0], List.of(parts).subList(1, parts.length).toArray(String[]::new))
            .der();

    assertRejected(client.sign(csr, client.serviceToken()));
    assertRejected(client.sign(csr, client.token(Map.of())));
    assertThat(client.sign(csr, client.adminToken()).statusCode()).isEqualTo(200);
  }

  @Test
  void ownCertificateName_isSignedForAdminsOnly() throws Exception {
    for (List<?> name : own(server).getSubjectAlternativeNames()) {
      String text = String.valueOf(name.get(1));
      byte[] csr =
          RequestBuilder.of("CN=w.test", (name.get(0).equals(2) ? "DNS:" : "IP:") + text).der();
      HttpResponse<String> response = client.sign(csr, client.serviceToken());

      if (List.of("localhost", "127.0.0.1", "0:0:0:0:0:0:0:1").contains(text)) {
        assertThat(response.statusCode()).as(text).isEqualTo(200);
      } else {
        assertRejected(response);
        assertThat(client.sign(csr, client.adminToken()).statusCode()).isEqualTo(200);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"DNS:localhost", "IP:127.0.0.1", "IP:127.1.2.3", "IP:::1", "DNS:a.ca.example.org"})
  void loopbackAndOtherNames_areSignedForAll(String name) throws Exception {
    assertThat(
            client
                .sign(RequestBuilder.of("CN=w.test", name).der(), client.serviceToken())
                .statusCode())
        .isEqualTo(200);
  }

  @Test
  void ownCertificate_hasPublicUrlName() throws Exception {
    assertThat(own(server).getSubjectAlternativeNames()).contains(List.of(2, "ca.example.org"));
  }

  @Test
  void rejectedClient_learnsTheSetting() throws Exception {
    CertificateAuthorityClient ca =
        CertificateAuthorityClient.connect(URI.create(server.url()), psk(folder.resolve("data")));

    assertThatThrownBy(() -> ca.request(CertificateRequest.forName("ca.example.org")))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("latchkey.policy.own-names is any")
        .hasMessageContaining("'ca.example.org'");
  }

  /** With a certificate of the operator's, its names are the server's, a wildcard included. */
  @Test
  void ownCertificate_reservesItsNames() throws Exception {
    Tools.require("openssl");
    Tools.run(
        folder,
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=x",
        "-addext",
        "subjectAltName=DNS:localhost,DNS:own.test,DNS:*.wild.test",
        "-keyout",
        "own.key",
        "-out",
        "own.crt");
    Path data = folder.resolve("given");
    try (LatchkeyProcess given =
        LatchkeyProcess.start(
            data,
            "--cert",
            folder.resolve("own.crt").toString(),
            "--cert-key",
            folder.resolve("own.key").toString())) {
      String token = TokenSigner.of(psk(data)).sign(Map.of("sub", "worker-1"));

      for (String name : List.of("DNS:own.test", "DNS:*.test", "DNS:*.wild.test")) {
        assertThat(signed(given, RequestBuilder.of("CN=w.test", name).der(), token))
            .as(name)
            .isEqualTo(403);
      }
      for (String name : List.of("DNS:localhost", "DNS:other.test")) {
        assertThat(signed(given, RequestBuilder.of("CN=w.test", name).der(), token))
            .as(name)
            .isEqualTo(200);
      }
    }
  }

  private static PreSharedKey psk(Path data) throws Exception {
    return PreSharedKey.of(Files.readString(data.resolve("psk")).strip());
  }

  /** The server's certificate is of no CA that a client would know. */
  private static int signed(LatchkeyProcess server, byte[] request, String token) throws Exception {
    HttpClient http = HttpClient.newBuilder().sslContext(Unchecked.context()).build();
    return http.send(
            HttpRequest.newBuilder(URI.create(server.url() + "/ca/sign"))
                .header("Authorization", "Bearer " + KnownSecrets.add(token))
                .POST(BodyPublishers.ofByteArray(request))
                .build(),
            BodyHandlers.discarding())
        .statusCode();
  }

  @Test
  void malformedPublicUrl_stopsTheStart() {
    try (LatchkeyProcess failed =
        LatchkeyProcess.launch(
            Map.of("LATCHKEY_PUBLIC_URL", "ca.example.org"),
            "--port",
            "0",
            "--data-dir",
            folder.resolve("malformed").toString())) {
      assertThat(failed.exitStatus()).isEqualTo(1);
      assertThat(failed.stderr().lines())
          .singleElement()
          .asString()
          .contains("latchkey.public-url", "is not the URL of a server");
    }
  }

  /** A component on the host of its CA. */
  @Test
  void componentOnCaHost_omitsCaNames() throws Exception {
    PreSharedKey psk = psk(folder.resolve("data"));
    try (LatchkeyProcess component =
        LatchkeyProcess.start(
            PUBLIC, folder.resolve("component"), "--psk", psk.reveal(), "--ca-url", server.url())) {
      assertThat(own(component).getSubjectAlternativeNames())
          .contains(List.of(2, "localhost"), List.of(7, "127.0.0.1"))
          .doesNotContain(List.of(2, "ca.example.org"));
      assertThat(component.stderr().lines())
          .filteredOn(line -> line.contains("leaves out ca.example.org"))
          .singleElement()
          .asString()
          .contains("latchkey.policy.own-names is any");
    }
  }

  private static X509Certificate own(LatchkeyProcess server) throws Exception {
    URI uri = URI.create(server.url());
    try (SSLSocket socket =
        (SSLSocket)
            Client.Trust.in(Client.Trust.fetchRoot(server))
                .getSocketFactory()
                .createSocket(uri.getHost(), uri.getPort())) {
      socket.startHandshake();
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }
  }
}
