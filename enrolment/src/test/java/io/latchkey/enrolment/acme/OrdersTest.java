package io.latchkey.enrolment.acme;

import static io.latchkey.enrolment.acme.AcmeClient.assertRejected;
import static io.latchkey.enrolment.acme.AcmeClient.json;
import static io.latchkey.enrolment.acme.AcmeClient.path;
import static io.latchkey.enrolment.acme.AcmeClient.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.base.text.Base64Url;
import io.latchkey.ca.certificate.IssuedCertificate;
import io.latchkey.ca.issuance.IssuanceListener;
import io.latchkey.ca.issuance.IssuanceRejectedException;
import io.latchkey.ca.issuance.PendingCertificate;
import io.latchkey.ca.testing.RequestBuilder;
import io.latchkey.tokens.component.RevokedComponents;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jose4j.jwk.PublicJsonWebKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrdersTest {
  @TempDir Path folder;
  private AcmeFixture server;
  private AcmeClient client;
  private KeyPair key;

  @BeforeEach
  void open() throws Exception {
    server = AcmeFixture.open(folder);
    client = AcmeClient.registered(server, "team-a;dns=*.team-a.test;ip=10.1.0.0/16");
    key = AcmeClient.keyPair();
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void newOrder_isReadyAndAuthorizedWithoutChallenges() throws Exception {
    AcmeResponse order =
        client.post(
            "new-order",
            Map.of(
                "identifiers",
                List.of(
                    Map.of("type", "dns", "value", "*.W.team-a.test"),
                    Map.of("type", "dns", "value", "w.team-a.test"),
                    Map.of("type", "ip", "value", "10.1.2.3"))));

    assertThat(order.status()).as(order.content()).isEqualTo(201);
    assertThat(json(order))
        .containsEntry("status", "ready")
        .containsEntry("expires", "2026-11-26T13:00:00Z")
        .containsEntry(
            "identifiers",
            List.of(
                Map.of("type", "dns", "value", "*.w.team-a.test"),
                Map.of("type", "dns", "value", "w.team-a.test"),
                Map.of("type", "ip", "value", "10.1.2.3")));
    List<?> authorizations = (List<?>) json(order).get("authorizations");
    assertThat(authorizations).hasSize(3);
    assertThat(json(client.postAsGet(path(String.valueOf(authorizations.get(0))))))
        .isEqualTo(
            Map.of(
                "identifier",
                Map.of("type", "dns", "value", "w.team-a.test"),
                "status",
                "valid",
                "expires",
                "2026-11-26T13:00:00Z",
                "challenges",
                List.of(),
                "wildcard",
                true));
    assertThat(json(client.postAsGet(path(String.valueOf(authorizations.get(2))))))
        .containsEntry("identifier", Map.of("type", "ip", "value", "10.1.2.3"))
        .doesNotContainKey("wildcard");
  }

  @Test
  void finalize_signsExactlyTheOrderedNames() throws Exception {
    AcmeResponse order = client.order("w.team-a.test", "v.team-a.test");
    AcmeResponse finalized =
        client.finalizeOrder(
            order, RequestBuilder.of("", "DNS:V.team-a.test", "DNS:w.team-a.test").key(key).der());

    assertThat(text(finalized, "status")).isEqualTo("valid");
    X509Certificate certificate = client.certificate(finalized);
    assertThat(certificate.getPublicKey()).isEqualTo(key.getPublic());
    IssuedCertificate recorded =
        server.ca().find(certificate.getSerialNumber().toString(16)).orElseThrow();
    assertThat(recorded.dnsNames()).containsExactlyInAnyOrder("V.team-a.test", "w.team-a.test");
    assertThat(recorded.requestedBy().kind()).isEqualTo("component");
    assertThat(recorded.requestedBy().name()).isEqualTo("team-a");
    assertThat(recorded.requestedBy().protocol()).contains("acme");
    assertThat(recorded.requestedBy().key().orElseThrow()).startsWith("lk1.team-a;dns=");
    assertThat(server.watched).containsExactly("sign team-a");
    assertThat(json(client.postAsGet(path(AcmeFixture.header(order, "Location")))))
        .containsEntry("status", "valid")
        .containsKey("certificate");
  }

  @Test
  void forbiddenNames_areRejectedIndividually() throws Exception {
    AcmeResponse rejected = client.order("w.team-a.test", "w.team-b.test", "ca.test");

    assertRejected(rejected, 403, "rejectedIdentifier", "name_not_allowed");
    assertThat(server.rejections).containsExactly("name_not_allowed");
    List<String> subproblems =
        ((List<?>) json(rejected).get("subproblems"))
            .stream()
                .map(each -> (Map<?, ?>) each)
                .map(each -> each.get("type") + " " + each.get("identifier"))
                .toList();
    assertThat(subproblems)
        .containsExactly(
            "urn:ietf:params:acme:error:rejectedIdentifier {type=dns, value=w.team-b.test}",
            "urn:ietf:params:acme:error:rejectedIdentifier {type=dns, value=ca.test}");
  }

  @ParameterizedTest
  @CsvSource({
    "dns, a_b.team-a.test, 403, rejectedIdentifier",
    "dns, 10.1.2.3, 403, rejectedIdentifier",
    "dns, w.team-a.test., 403, rejectedIdentifier",
    "ip, w.team-a.test, 403, rejectedIdentifier",
    "ip, 10.1.2.0/24, 403, rejectedIdentifier",
    "ip, 10.2.0.1, 403, rejectedIdentifier",
    "email, a@team-a.test, 400, unsupportedIdentifier"
  })
  void identifier_thatIsNoNameIsRejected(String type, String value, int status, String error)
      throws Exception {
    AcmeResponse rejected =
        client.post(
            "new-order", Map.of("identifiers", List.of(Map.of("type", type, "value", value))));

    assertThat(rejected.status()).as(rejected.content()).isEqualTo(status);
    assertThat(text(rejected, "type")).isEqualTo("urn:ietf:params:acme:error:" + error);
    assertThat((List<?>) json(rejected).get("subproblems")).hasSize(1);
  }

  @Test
  void order_hasBoundedIdentifiers() throws Exception {
    List<Map<String, String>> names = new ArrayList<>();
    for (int i = 0; i < Identifiers.MAX; i++) {
      names.add(Map.of("type", "dns", "value", "w" + i + ".team-a.test"));
    }
    assertThat(client.post("new-order", Map.of("identifiers", names)).status()).isEqualTo(201);
    names.add(Map.of("type", "dns", "value", "w.team-a.test"));

    assertRejected(
        client.post("new-order", Map.of("identifiers", names)), 400, "malformed", "malformed");
    assertRejected(
        client.post("new-order", Map.of("identifiers", List.of())), 400, "malformed", "malformed");
  }

  @ParameterizedTest
  @CsvSource({
    "DNS:v.team-a.test, ''",
    "DNS:w.team-a.test DNS:v.team-a.test, ''",
    "DNS:w.team-a.test URI:https://w.team-a.test/, ''",
    "DNS:w.team-a.test, CN=v.team-a.test",
    "DNS:w.team-a.test, CN=Worker 1"
  })
  void finalize_withOtherNamesIsBadCsr(String names, String subject) throws Exception {
    AcmeResponse order = client.order("w.team-a.test");

    AcmeResponse rejected =
        client.finalizeOrder(order, RequestBuilder.of(subject, names.split(" ")).key(key).der());

    assertRejected(rejected, 400, "badCSR", "names_differ");
    assertThat(text(client.postAsGet(path(AcmeFixture.header(order, "Location"))), "status"))
        .isEqualTo("ready");
  }

  @Test
  void csrWithCommonNameOnly_isSigned() throws Exception {
    AcmeResponse order = client.order("w.team-a.test");

    assertThat(
            client
                .finalizeOrder(order, RequestBuilder.of("CN=w.team-a.test").key(key).der())
                .status())
        .isEqualTo(200);
  }

  @Test
  void finalize_withBadRequestHasItsReason() throws Exception {
    AcmeResponse order = client.order("w.team-a.test");
    byte[] csr = RequestBuilder.of("", "DNS:w.team-a.test").key(key).der();
    csr[csr.length - 1] ^= 1;

    assertRejected(client.finalizeOrder(order, csr), 400, "badCSR", "csr_signature");
    assertRejected(
        client.finalizeOrder(order, new byte[] {0x30, 0}), 400, "badCSR", "csr_malformed");
    assertRejected(client.finalizeOrder(order, new byte[0]), 400, "badCSR", "csr_malformed");
  }

  @Test
  void finalize_withTheAccountKeyIsBadCsr() throws Exception {
    KeyPair pair = AcmeClient.keyPair();
    PublicJsonWebKey jwk = AcmeClient.jwk(pair);
    AcmeClient other = new AcmeClient(server);
    other.use(jwk);
    assertThat(other.register(AcmeFixture.component("team-b")).status()).isEqualTo(201);
    AcmeResponse order = other.order("w.team-b.test");

    assertRejected(
        other.finalizeOrder(order, RequestBuilder.of("", "DNS:w.team-b.test").key(pair).der()),
        400,
        "badCSR",
        "csr_malformed");
  }

  @Test
  void finalize_rejectedByTheApplicationIsNotAllowed() throws Exception {
    AcmeResponse order = client.order("w.team-a.test");
    server
        .ca()
        .addIssuanceListener(
            new IssuanceListener() {
              @Override
              public PendingCertificate requested(PendingCertificate certificate)
                  throws IssuanceRejectedException {
                throw IssuanceRejectedException.vetoed();
              }

              @Override
              public void issued(IssuedCertificate certificate) {
                throw new IllegalStateException();
              }
            });

    assertRejected(
        client.finalizeOrder(order, RequestBuilder.of("", "DNS:w.team-a.test").key(key).der()),
        403,
        "unauthorized",
        "vetoed");
  }

  @Test
  void order_endsAfterAnHour() throws Exception {
    AcmeResponse order = client.order("w.team-a.test");

    server.clock.add(Duration.ofHours(1));

    assertThat(text(client.postAsGet(path(AcmeFixture.header(order, "Location"))), "status"))
        .isEqualTo("invalid");
    assertRejected(
        client.finalizeOrder(order, RequestBuilder.of("", "DNS:w.team-a.test").key(key).der()),
        403,
        "orderNotReady",
        "order_not_ready");
  }

  @Test
  void revokedKey_cannotFinalizeItsOrder() throws Exception {
    AcmeResponse order = client.order("w.team-a.test");

    server.configure(RevokedComponents.parse("team-a"), AcmeFixture.ROOT);

    assertRejected(
        client.finalizeOrder(order, RequestBuilder.of("", "DNS:w.team-a.test").key(key).der()),
        401,
        "unauthorized",
        "revoked");
  }

  @Test
  void notAfter_isTheEndOfTheCertificate() throws Exception {
    AcmeResponse order =
        client.post(
            "new-order",
            Map.of(
                "identifiers",
                AcmeClient.dns("w.team-a.test"),
                "notAfter",
                "2026-12-01T01:00:00+01:00"));
    assertThat(order.status()).as(order.content()).isEqualTo(201);

    X509Certificate certificate =
        client.certificate(
            client.finalizeOrder(order, RequestBuilder.of("", "DNS:w.team-a.test").key(key).der()));

    assertThat(certificate.getNotAfter().toInstant())
        .isEqualTo(Instant.parse("2026-12-01T00:00:00Z"));
  }

  @ParameterizedTest
  @CsvSource({
    "notAfter, 2036-01-01T00:00:00Z, validity",
    "notAfter, 2026-11-26T12:00:00Z, validity",
    "notAfter, tomorrow, malformed",
    "notBefore, 2026-11-27T00:00:00Z, malformed"
  })
  void times_thatAreNotPossibleAreRejected(String member, String value, String reason)
      throws Exception {
    assertRejected(
        client.post(
            "new-order", Map.of("identifiers", AcmeClient.dns("w.team-a.test"), member, value)),
        400,
        "malformed",
        reason);
  }

  @Test
  void orderOfAnotherAccount_isNotFound() throws Exception {
    AcmeResponse order = client.order("w.team-a.test");
    AcmeClient other = AcmeClient.registered(server, "team-b");

    assertRejected(
        other.postAsGet(path(AcmeFixture.header(order, "Location"))),
        404,
        "malformed",
        "not_found");
    assertRejected(
        other.finalizeOrder(order, RequestBuilder.of("", "DNS:w.team-a.test").key(key).der()),
        404,
        "malformed",
        "not_found");
    AcmeResponse finalized =
        client.finalizeOrder(order, RequestBuilder.of("", "DNS:w.team-a.test").key(key).der());
    assertRejected(
        other.postAsGet(path(text(finalized, "certificate"))), 404, "malformed", "not_found");
  }

  @Test
  void csr_inPemIsBadCsr() throws Exception {
    AcmeResponse order = client.order("w.team-a.test");

    assertRejected(
        client.post(
            path(text(order, "finalize")),
            Map.of(
                "csr",
                Base64Url.encode("-----BEGIN".getBytes(java.nio.charset.StandardCharsets.UTF_8)))),
        400,
        "badCSR",
        "csr_malformed");
  }
}
