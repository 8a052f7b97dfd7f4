package io.latchkey.enrolment.acme;

import static io.latchkey.enrolment.acme.AcmeClient.assertRejected;
import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.base.text.Base64Url;
import io.latchkey.ca.certificate.CertificateQuery;
import io.latchkey.ca.testing.RequestBuilder;
import io.latchkey.tokens.json.JsonText;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client that has lost a response, or got an error, finalizes its order again. */
class RepeatedFinalizeTest {
  @TempDir Path folder;
  private AcmeFixture server;
  private AcmeClient client;
  private KeyPair key;

  @BeforeEach
  void open() throws Exception {
    key = AcmeClient.keyPair();
    connect();
  }

  private void connect() throws Exception {
    server = AcmeFixture.open(folder);
    client = AcmeClient.registered(server, "team-a;dns=*.team-a.test");
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void finalize_thatIsRepeatedNamesTheSameCertificate() throws Exception {
    AcmeResponse order = client.order("w.team-a.test");
    byte[] csr = RequestBuilder.of("", "DNS:w.team-a.test").key(key).der();
    AcmeResponse first = client.finalizeOrder(order, csr);
    assertThat(first.status()).isEqualTo(200);

    AcmeResponse second = client.finalizeOrder(order, csr);
    assertThat(second.status()).isEqualTo(200);
    assertThat(second.content()).isEqualTo(first.content());
    assertRejected(
        client.finalizeOrder(
            order, RequestBuilder.of("", "DNS:w.team-a.test").key(AcmeClient.keyPair()).der()),
        403,
        "orderNotReady",
        "order_not_ready");
    assertRejected(client.finalizeOrder(order, new byte[] {0x30}), 400, "badCSR", "csr_malformed");
    assertThat(signed()).isEqualTo(1);
  }

  private int signed() {
    return server.ca().list(CertificateQuery.newest(10)).certificates().size();
  }

  @Test
  void failureDuringCertificateRecording_leavesOrderReady() throws Exception {
    // The account of the certificate is the last row of the transaction.
    server.close();
    execute(
        "CREATE TRIGGER failure BEFORE INSERT ON latchkey_acme_certificate"
            + " WHEN (SELECT COUNT(*) FROM latchkey_acme_account) = 2"
            + " BEGIN SELECT RAISE(ABORT, 'The store fails'); END");
    connect();
    AcmeResponse order = client.order("w.team-a.test");
    byte[] csr = RequestBuilder.of("", "DNS:w.team-a.test").key(key).der();

    assertThat(client.finalizeOrder(order, csr).status()).isEqualTo(503);

    assertThat(status(order)).isEqualTo("ready");
    assertThat(signed()).isZero();
    // The next account ends the failure.
    AcmeClient unused = AcmeClient.registered(server, "team-b");
    X509Certificate issued = client.certificate(client.finalizeOrder(order, csr));
    assertThat(issued.getPublicKey()).isEqualTo(key.getPublic());
    assertThat(signed()).isEqualTo(1);
  }

  /** The server must be closed, because it locks the file. */
  private void execute(String sql) throws Exception {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("data/latchkey.db"));
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  @Test
  void failureAfterCertificateRecording_leavesOrderValid() throws Exception {
    AcmeResponse order = client.order("w.team-a.test");
    byte[] csr = RequestBuilder.of("", "DNS:w.team-a.test").key(key).der();
    server.failsAfterSigning = true;

    assertThat(client.finalizeOrder(order, csr).status()).isEqualTo(503);

    server.failsAfterSigning = false;
    assertThat(status(order)).isEqualTo("valid");
    X509Certificate issued = client.certificate(client.finalizeOrder(order, csr));
    assertThat(issued.getPublicKey()).isEqualTo(key.getPublic());
    assertThat(signed()).isEqualTo(1);
  }

  @Test
  void concurrentFinalizeOnTwoNodes_signsOneCertificate() throws Exception {
    AcmeResponse order = client.order("w.team-a.test");
    byte[] csr = RequestBuilder.of("", "DNS:w.team-a.test").key(key).der();
    AtomicReference<AcmeResponse> other = new AtomicReference<>();
    server.beforeSigning =
        () -> {
          server.beforeSigning = () -> {};
          other.set(finalizeOnOtherNode(order, csr));
        };

    AcmeResponse here = client.finalizeOrder(order, csr);

    assertThat(here.status()).isEqualTo(200);
    assertThat(here.content()).isEqualTo(other.get().content());
    assertThat(signed()).isEqualTo(1);
  }

  private AcmeResponse finalizeOnOtherNode(AcmeResponse order, byte[] csr) {
    try {
      String path = AcmeClient.path(AcmeClient.text(order, "finalize"));
      return server.postToOtherNode(
          path, client.signedWithKid(path, JsonText.of(Map.of("csr", Base64Url.encode(csr)))));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private String status(AcmeResponse order) throws Exception {
    return AcmeClient.text(
        client.postAsGet(AcmeClient.path(AcmeFixture.header(order, "Location"))), "status");
  }
}
