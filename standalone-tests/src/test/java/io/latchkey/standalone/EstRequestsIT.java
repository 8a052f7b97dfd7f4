package io.latchkey.standalone;

import static io.latchkey.standalone.EstTester.ENROL;
import static io.latchkey.standalone.EstTester.RENEW;
import static io.latchkey.standalone.EstTester.ROOT;
import static io.latchkey.standalone.EstTester.TEAM;
import static io.latchkey.standalone.EstTester.assertRejected;
import static io.latchkey.standalone.EstTester.basic;
import static io.latchkey.standalone.EstTester.bearer;
import static io.latchkey.standalone.EstTester.certificate;
import static io.latchkey.standalone.EstTester.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.latchkey.ca.testing.RequestBuilder;
import io.latchkey.pki.KeyType;
import io.latchkey.tokens.ComponentRoot;
import io.latchkey.tokens.PreSharedKey;
import io.latchkey.tokens.component.ComponentKey;
import io.latchkey.tokens.component.DerivedSecret;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests to the EST server that released clients do not send. */
class EstRequestsIT {
  @TempDir static Path folder;
  private static EstTester est;
  private static Client client;

  @BeforeAll
  static void start() throws Exception {
    est = EstTester.start(folder);
    client = est.client();
  }

  @AfterAll
  static void stop() {
    est.close();
  }

  @Test
  void est_isOpen() throws Exception {
    assertThat(client.get("/.well-known/est/cacerts").statusCode()).isEqualTo(200);
    assertThat(client.get("/.well-known/est/fullcmc").statusCode()).isEqualTo(404);
    assertThat(client.get("/.well-known/est/simpleenroll").statusCode()).isEqualTo(405);
  }

  @Test
  void missingCredentials_areAnsweredWithBothChallenges() throws Exception {
    byte[] csr = RequestBuilder.of("CN=w.team-a.test").der();
    for (String operation : List.of(ENROL, RENEW)) {
      assertRejected(client.send(est.request(operation, csr)), 401, "missing");
      assertRejected(
          client.send(est.request(operation, csr).header("Authorization", "Digest x")),
          401,
          "missing");
    }
  }

  @Test
  void basic_isRejectedWithReasons() throws Exception {
    byte[] csr = RequestBuilder.of("CN=w.team-a.test").der();
    String id = TEAM.path().id();
    assertRejected(
        est.enrol(basic(id, TEAM.secretText(DerivedSecret.ACME)), csr), 401, "signature");
    await()
        .until(
            () ->
                est.server()
                    .stderr()
                    .contains(
                        "refused reason=signature name=- path=\"/.well-known/est/simpleenroll\""));
    assertRejected(est.enrol(basic(TEAM.reveal(), "x"), csr), 401, "malformed");
    assertRejected(est.enrol("Basic *", csr), 401, "malformed");
    assertRejected(
        est.enrol(basic(ROOT.derive("w;not-after=20200101T000000Z")), csr), 401, "expired");
    assertRejected(est.enrol(basic(ROOT.derive("w;use=acme")), csr), 403, "use");
    assertRejected(
        client.send(
            est.request(ENROL, csr)
                .header("Authorization", basic(TEAM))
                .header("Authorization", basic(TEAM))),
        400,
        "ambiguous_credentials");
    est.assertIssued(est.enrol(basic(TEAM), csr), csr);
  }

  @Test
  void requests_areRejectedWithReasons() throws Exception {
    byte[] csr = RequestBuilder.of("CN=w.team-a.test").der();
    byte[] tampered = csr.clone();
    tampered[tampered.length - 1] ^= 1;
    assertRejected(est.enrol(basic(TEAM), tampered), 400, "csr_signature");
    assertRejected(est.enrol(basic(TEAM), new byte[] {1, 2, 3}), 400, "csr_malformed");
    HttpResponse<String> foreign =
        est.enrol(basic(TEAM), RequestBuilder.of("CN=w.team-b.test").der());
    assertRejected(foreign, 403, "name_not_allowed");
    assertThat(foreign.body()).contains("\"name\":\"w.team-b.test\"");
    assertRejected(est.enrol(basic(TEAM), new byte[64 * 1024]), 413, "csr_too_large");
    assertRejected(
        client.send(
            client
                .request("/.well-known/est/" + ENROL)
                .header("Authorization", basic(TEAM))
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofByteArray(csr))),
        415,
        "content_type");
    est.assertIssued(
        client.send(
            client
                .request("/.well-known/est/" + ENROL)
                .header("Authorization", basic(TEAM))
                .header("Content-Type", "application/pkcs10")
                .header("Content-Transfer-Encoding", "8bit")
                .POST(BodyPublishers.ofByteArray(csr))),
        csr);
  }

  @Test
  void bearerToken_enrolsOncePerId() throws Exception {
    byte[] csr = RequestBuilder.of("CN=w.team-a.test").der();
    ComponentKey onlyEst = ROOT.derive("team-a;dns=*.team-a.test;use=est");
    String once = bearer(onlyEst, Map.of("jti", "once"));

    est.assertIssued(est.enrol(once, csr), csr);
    assertRejected(est.enrol(once, csr), 401, "replayed");
    est.assertIssued(est.enrol(bearer(onlyEst, Map.of()), csr), csr);
    est.assertIssued(est.enrol("Bearer " + client.serviceToken(), csr), csr);
    assertThat(client.get("/whoami", bearer(onlyEst, Map.of()).substring(7)).body())
        .contains("\"reason\":\"use\"");
  }

  @Test
  void bearerToken_isRejectedWithReasons() throws Exception {
    byte[] csr = RequestBuilder.of("CN=w.team-a.test").der();
    assertRejected(est.enrol(bearer(TEAM, Map.of("csr_sha256", "x")), csr), 401, "purpose");
    assertRejected(est.enrol(bearer(ROOT.derive("t;use=token,sign"), Map.of()), csr), 403, "use");
    assertRejected(est.enrol(bearer(TEAM, Map.of("roles", "")), csr), 403, "role");
    assertRejected(est.enrol(bearer(TEAM, Map.of("jti", 1)), csr), 401, "malformed");
    assertRejected(est.enrol("Bearer x", csr), 401, "malformed");
    assertRejected(est.enrol("Bearer", csr), 401, "malformed");
    String forged = bearer(ComponentRoot.of(PreSharedKey.generate()).derive("team-a"), Map.of());
    assertRejected(est.enrol(forged, csr), 401, "signature");
    assertRejected(
        est.enrol(
            "Bearer "
                + client
                    .get("/ca/cert")
                    .headers()
                    .firstValue("Authorization")
                    .orElseThrow()
                    .substring(7),
            csr),
        401,
        "purpose");
  }

  @Test
  void revokedKey_isRejectedWithTokensAndCertificates() throws Exception {
    ComponentKey leaving = ROOT.derive("leaving;dns=*.leaving.test");
    KeyPair pair = KeyType.EC_P256.generate();
    byte[] csr = RequestBuilder.of("CN=w.leaving.test").key(pair).der();
    X509Certificate own = certificate(est.enrol(basic(leaving), csr));
    HttpClient holder = est.holder(pair, own);

    Files.writeString(est.revoked(), "leaving\n");

    await().untilAsserted(() -> assertRejected(est.enrol(basic(leaving), csr), 401, "revoked"));
    assertRejected(est.enrol(bearer(leaving, Map.of()), csr), 401, "revoked");
    assertRejected(send(holder, est.request(RENEW, csr)), 401, "revoked");
  }

  @Test
  void metricsAndRecord_nameTheProtocol() throws Exception {
    KeyPair pair = KeyType.EC_P256.generate();
    X509Certificate own = est.enrolled(TEAM, pair, "m.team-a.test");
    Map<String, Object> claims = new HashMap<>(Map.of("sub", "prometheus", "roles", "metrics"));

    assertThat(
            client
                .get("/ca/certificates/" + own.getSerialNumber().toString(16), client.adminToken())
                .body())
        .contains("\"protocol\":\"est\"")
        .contains("\"caller\":\"team-a\"");
    assertThat(client.get("/metrics", client.token(claims)).body())
        .containsPattern("latchkey_signatures_seconds_count\\{[^}]*protocol=\"est\"[^}]*\\} [1-9]");
  }
}
