package io.latchkey.enrolment.acme;

import static io.latchkey.enrolment.acme.AcmeClient.assertRejected;
import static io.latchkey.enrolment.acme.AcmeClient.json;
import static io.latchkey.enrolment.acme.AcmeClient.path;
import static io.latchkey.enrolment.acme.AcmeClient.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.base.text.Base64Url;
import io.latchkey.ca.certificate.IssuedCertificate;
import io.latchkey.ca.testing.RequestBuilder;
import io.latchkey.pki.Certificates;
import io.latchkey.pki.KeyIdentifiers;
import io.latchkey.pki.RevocationReason;
import io.latchkey.tokens.json.JsonText;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Downloads, revocation and renewal information. */
class IssuedCertificatesTest {
  private static final String REVOKE = "revoke-cert";

  @TempDir Path folder;
  private AcmeFixture server;
  private AcmeClient client;
  private KeyPair key;

  @BeforeEach
  void open() throws Exception {
    server =
        AcmeFixture.open(
            folder,
            builder ->
                builder
                    .retireAfter(Duration.ofDays(30))
                    .certificateValidity(Duration.ofDays(90))
                    .maxCertificateValidity(Duration.ofDays(90)));
    client = AcmeClient.registered(server, "team-a");
    key = AcmeClient.keyPair();
  }

  @AfterEach
  void close() {
    server.close();
  }

  private X509Certificate obtain(String... names) throws Exception {
    return client.certificate(client.obtain(key, names));
  }

  private static Map<String, Object> revocation(X509Certificate certificate, int reason) {
    return Map.of("certificate", Base64Url.encode(Certificates.der(certificate)), "reason", reason);
  }

  private IssuedCertificate recorded(X509Certificate certificate) {
    return server.ca().find(certificate.getSerialNumber().toString(16)).orElseThrow();
  }

  @Test
  void chain_containsTheRoot() throws Exception {
    AcmeResponse finalized = client.obtain(key, "w.test");

    AcmeResponse chain = client.postAsGet(path(text(finalized, "certificate")));

    assertThat(AcmeFixture.header(chain, "Content-Type"))
        .isEqualTo("application/pem-certificate-chain");
    List<X509Certificate> certificates = Certificates.parsePem(chain.content());
    assertThat(certificates).hasSize(2).last().isEqualTo(server.ca().root());
    assertThat(chain.headers()).noneMatch(header -> header.value().contains("alternate"));
  }

  @Test
  void rotation_offersChainToEachRoot() throws Exception {
    for (boolean switched : new boolean[] {false, true}) {
      server.ca().rotate(switched);
      AcmeResponse finalized = client.obtain(key, "w.test");

      AcmeResponse chain = client.postAsGet(path(text(finalized, "certificate")));
      List<X509Certificate> crossed = Certificates.parsePem(chain.content());
      String link =
          chain.headers().stream()
              .map(AcmeResponse.Header::value)
              .filter(value -> value.endsWith(";rel=\"alternate\""))
              .findFirst()
              .orElseThrow();
      AcmeResponse alternate = client.postAsGet(path(link.substring(1, link.indexOf('>'))));
      List<X509Certificate> direct = Certificates.parsePem(alternate.content());

      assertThat(crossed.get(0)).isEqualTo(direct.get(0));
      assertThat(direct.get(1)).isEqualTo(server.ca().root());
      direct.get(0).verify(direct.get(1).getPublicKey());
      crossed.get(0).verify(crossed.get(1).getPublicKey());
      X509Certificate other = server.ca().rotation().other().orElseThrow();
      crossed.get(1).verify(other.getPublicKey());
    }
  }

  @Test
  void alternate_doesNotExistWithoutRotation() throws Exception {
    AcmeResponse finalized = client.obtain(key, "w.test");

    assertRejected(
        client.postAsGet(path(text(finalized, "certificate")) + "/alternate"),
        404,
        "malformed",
        "not_found");
  }

  @Test
  void revoke_byTheAccountThatOrdered() throws Exception {
    X509Certificate certificate = obtain("w.test");

    assertThat(client.post(REVOKE, revocation(certificate, 4)).status()).isEqualTo(200);

    assertThat(recorded(certificate).status().revocation().orElseThrow().reason())
        .isEqualTo(RevocationReason.SUPERSEDED);
    assertThat(server.watched).endsWith("revoked superseded");
    assertRejected(
        client.post(REVOKE, revocation(certificate, 4)), 400, "alreadyRevoked", "already_revoked");
  }

  @Test
  void revocationByOtherAccountOfCaller_isRejected() throws Exception {
    X509Certificate certificate = obtain("w.test");
    AcmeClient other = AcmeClient.registered(server, "team-a");
    assertThat(other.order("w.test").status()).isEqualTo(201);

    assertRejected(other.post(REVOKE, revocation(certificate, 0)), 403, "unauthorized", "account");
    assertThat(recorded(certificate).status().revocation()).isEmpty();
  }

  @Test
  void revoke_byTheKeyOfTheCertificate() throws Exception {
    X509Certificate certificate = obtain("w.test");
    AcmeClient holder = new AcmeClient(server);
    holder.use(AcmeClient.jwk(key));
    String message = holder.signedWithJwk(REVOKE, JsonText.of(revocation(certificate, 1)));

    assertThat(server.post(REVOKE, message).status()).isEqualTo(200);

    assertThat(recorded(certificate).status().revocation().orElseThrow().reason())
        .isEqualTo(RevocationReason.KEY_COMPROMISE);
    assertRejected(server.post(REVOKE, message), 400, "alreadyRevoked", "already_revoked");
  }

  @Test
  void revoke_byAnotherKeyIsRejected() throws Exception {
    X509Certificate certificate = obtain("w.test");
    AcmeClient stranger = new AcmeClient(server);

    assertRejected(
        server.post(
            REVOKE, stranger.signedWithJwk(REVOKE, JsonText.of(revocation(certificate, 1)))),
        401,
        "unauthorized",
        "signature");
    assertThat(recorded(certificate).status().revocation()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 2, 6, 7, 8, 10, 11})
  void revocationReasonForbiddenToHolders_isRejected(int reason) throws Exception {
    X509Certificate certificate = obtain("w.test");

    assertRejected(
        client.post(REVOKE, revocation(certificate, reason)),
        400,
        "badRevocationReason",
        "bad_revocation_reason");
  }

  @Test
  void revoke_ofUnknownCertificateIsNotFound() throws Exception {
    assertRejected(
        client.post(REVOKE, revocation(server.ca().root(), 0)), 404, "malformed", "not_found");
  }

  private static String id(X509Certificate certificate) {
    return Base64Url.encode(KeyIdentifiers.ofAuthority(certificate).orElseThrow())
        + "."
        + Base64Url.encode(certificate.getSerialNumber().toByteArray());
  }

  private Map<?, ?> window(X509Certificate certificate) throws Exception {
    AcmeResponse response = server.get("renewal-info/" + id(certificate));
    assertThat(response.status()).as(response.content()).isEqualTo(200);
    assertThat(AcmeFixture.header(response, "Retry-After")).isEqualTo("21600");
    return (Map<?, ?>) json(response).get("suggestedWindow");
  }

  @Test
  void renewalInfo_isInTheLastThird() throws Exception {
    X509Certificate certificate = obtain("w.test");
    Instant from = certificate.getNotBefore().toInstant();
    Duration validity = Duration.between(from, certificate.getNotAfter().toInstant());

    assertThat(window(certificate))
        .isEqualTo(
            Map.of(
                "start", from.plus(validity.multipliedBy(2).dividedBy(3)).toString(),
                "end", from.plus(validity.multipliedBy(5).dividedBy(6)).toString()));
  }

  @Test
  void renewalInfoOfRevokedCertificate_isInPast() throws Exception {
    X509Certificate certificate = obtain("w.test");
    server.clock.add(Duration.ofDays(1));
    assertThat(client.post(REVOKE, revocation(certificate, 4)).status()).isEqualTo(200);

    assertThat(window(certificate))
        .isEqualTo(Map.of("start", "2026-11-27T11:00:00Z", "end", "2026-11-27T12:00:00Z"));
  }

  @Test
  void renewalInfo_isEarlierDuringRotation() throws Exception {
    X509Certificate before = obtain("w.test");
    server.ca().rotate(false);
    X509Certificate during = obtain("w.test");
    Instant switchAt = server.ca().rotation().next().orElseThrow();

    assertThat(Instant.parse(String.valueOf(window(before).get("end")))).isBefore(switchAt);
    assertThat(Instant.parse(String.valueOf(window(during).get("start")))).isAfter(switchAt);

    server.ca().rotate(true);
    Instant deletion = server.ca().rotation().next().orElseThrow();
    assertThat(Instant.parse(String.valueOf(window(during).get("end")))).isBefore(deletion);
    assertThat(Instant.parse(String.valueOf(window(obtain("w.test")).get("start"))))
        .isAfter(deletion);
  }

  /** The chain of the certificate leads to the root before the current one. */
  @Test
  void renewalInfo_isEarlierDuringSecondRotation() throws Exception {
    server.ca().rotate(true);
    server.clock.setInstant(server.ca().rotation().next().orElseThrow());
    X509Certificate before = obtain("w.test");
    assertThat(recorded(before).intermediates()).hasSize(1);

    server.ca().rotate(false);

    Instant switchAt = server.ca().rotation().next().orElseThrow();
    assertThat(Instant.parse(String.valueOf(window(before).get("end")))).isBefore(switchAt);
    assertThat(Instant.parse(String.valueOf(window(obtain("w.test")).get("start"))))
        .isAfter(switchAt);
  }

  @Test
  void renewalInfo_ofUnknownCertificateIsNotFound() throws Exception {
    X509Certificate certificate = obtain("w.test");
    String id = id(certificate);

    for (String other :
        List.of("", ".", "x", id + "A", "A" + id, id.replace('.', '_'), id + "." + id)) {
      assertRejected(server.get("renewal-info/" + other), 404, "malformed", "not_found");
    }
  }

  private AcmeResponse replacing(AcmeClient by, X509Certificate certificate, String name)
      throws Exception {
    return by.post(
        "new-order", Map.of("identifiers", AcmeClient.dns(name), "replaces", id(certificate)));
  }

  @Test
  void replaces_isAcceptedOnce() throws Exception {
    X509Certificate certificate = obtain("w.test", "v.test");
    AcmeResponse first = replacing(client, certificate, "v.test");
    AcmeResponse second = replacing(client, certificate, "v.test");
    assertThat(first.status()).as(first.content()).isEqualTo(201);
    assertThat(second.status()).isEqualTo(201);
    assertThat(
            client
                .finalizeOrder(first, RequestBuilder.of("", "DNS:v.test").key(key).der())
                .status())
        .isEqualTo(200);

    assertRejected(
        replacing(client, certificate, "v.test"), 409, "alreadyReplaced", "already_replaced");
  }

  @Test
  void replaces_isShownWithTheOrder() throws Exception {
    X509Certificate certificate = obtain("w.test");

    AcmeResponse order = replacing(client, certificate, "w.test");
    server.certificatesAreMissing = true;
    AcmeResponse read = client.postAsGet(path(AcmeFixture.header(order, "Location")));
    AcmeResponse finalized =
        client.finalizeOrder(order, RequestBuilder.of("", "DNS:w.test").key(key).der());

    for (AcmeResponse response : List.of(order, read, finalized)) {
      assertThat(json(response)).containsEntry("replaces", id(certificate));
    }
    assertThat(json(client.order("w.test"))).doesNotContainKey("replaces");
  }

  @Test
  void replacesOfOtherAccountOrNames_isRejected() throws Exception {
    X509Certificate certificate = obtain("w.test");
    AcmeClient other = AcmeClient.registered(server, "team-b");

    assertRejected(replacing(other, certificate, "w.test"), 403, "unauthorized", "account");
    assertRejected(replacing(client, certificate, "v.test"), 400, "malformed", "malformed");
    assertRejected(
        client.post(
            "new-order", Map.of("identifiers", AcmeClient.dns("w.test"), "replaces", "x.y")),
        400,
        "malformed",
        "malformed");
  }
}
