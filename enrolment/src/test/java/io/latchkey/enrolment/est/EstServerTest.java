package io.latchkey.enrolment.est;

import static io.latchkey.enrolment.est.EstFixture.OTHER_ROOT;
import static io.latchkey.enrolment.est.EstFixture.ROOT;
import static io.latchkey.enrolment.est.EstFixture.basic;
import static io.latchkey.enrolment.est.EstFixture.certificates;
import static io.latchkey.enrolment.est.EstFixture.component;
import static io.latchkey.enrolment.est.EstFixture.keyPair;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.latchkey.ca.certificate.IssuedCertificate;
import io.latchkey.ca.issuance.IssuanceRejectedException;
import io.latchkey.ca.issuance.RejectionReason;
import io.latchkey.ca.testing.RequestBuilder;
import io.latchkey.enrolment.CallerRejectedException;
import io.latchkey.enrolment.CallerRejectedException.Kind;
import io.latchkey.enrolment.est.EstServer.TooManyFailuresException;
import io.latchkey.tokens.FailedTokenRateLimiter;
import io.latchkey.tokens.component.ComponentKey;
import io.latchkey.tokens.component.DerivedSecret;
import io.latchkey.tokens.component.RevokedComponents;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.asn1.est.AttrOrOID;
import org.bouncycastle.asn1.est.CsrAttrs;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Enrolment with HTTP Basic, and the open resources. */
class EstServerTest {
  private static final ComponentKey TEAM = component("team-a;dns=*.team-a.test");

  @TempDir Path folder;
  private EstFixture est;

  @BeforeEach
  void open() {
    est = EstFixture.open(folder);
  }

  @AfterEach
  void close() {
    est.close();
  }

  private CallerRejectedException rejected(String authorization) {
    return catchThrowableOfType(
        CallerRejectedException.class,
        () -> est.server().authenticate(authorization, est.sender()));
  }

  private void assertRejected(String authorization, Kind kind, String reason) {
    CallerRejectedException rejection = rejected(authorization);
    assertThat(rejection.reason()).isEqualTo(reason);
    assertThat(rejection.kind()).isEqualTo(kind);
    assertThat(rejection.detail()).matches("[A-Z][^.]*\\.");
  }

  private void assertRejected(byte[] request, RejectionReason reason) throws Exception {
    IssuanceRejectedException rejection =
        catchThrowableOfType(
            IssuanceRejectedException.class,
            () -> est.server().enrol(est.terms(TEAM), request, est.sender()));
    assertThat(rejection.reason()).isEqualTo(reason);
  }

  @Test
  void enrol_returnsTheCertificateAloneAndRecordsIt() throws Exception {
    KeyPair pair = keyPair();
    ComponentKey worker = TEAM.derive("worker-1;days=30");

    X509Certificate certificate =
        est.enrol(worker, RequestBuilder.of("", "DNS:w.team-a.test").key(pair).der());

    assertThat(certificate.getPublicKey()).isEqualTo(pair.getPublic());
    certificate.verify(est.ca().root().getPublicKey());
    IssuedCertificate recorded =
        est.ca().find(certificate.getSerialNumber().toString(16)).orElseThrow();
    assertThat(recorded.dnsNames()).containsExactly("w.team-a.test");
    assertThat(recorded.notAfter()).isBefore(est.clock.instant().plusSeconds(30 * 86400 + 1));
    assertThat(recorded.requestedBy().kind()).isEqualTo("component");
    assertThat(recorded.requestedBy().name()).isEqualTo("team-a/worker-1");
    assertThat(recorded.requestedBy().protocol()).hasValue("est");
    assertThat(recorded.requestedBy().address()).hasValue("192.0.2.1");
    assertThat(recorded.requestedBy().key().orElseThrow())
        .startsWith("lk1." + worker.path().text() + " ");
    assertThat(est.watched).containsExactly("component team-a/worker-1");
  }

  @Test
  void enrol_answersWithOneLine() throws Exception {
    byte[] request = RequestBuilder.of("", "DNS:w.team-a.test").key(keyPair()).der();

    EstResponse response = est.server().enrol(est.terms(TEAM), request, est.sender());

    assertThat(response.contentType()).isEqualTo("application/pkcs7-mime; smime-type=certs-only");
    assertThat(response.base64()).matches("[A-Za-z0-9+/]+={0,2}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"%s", "%s\n", " \r\n\t%s \n", "\n%s"})
  void request_ignoresWhiteSpace(String form) throws Exception {
    String base64 =
        Base64.getMimeEncoder()
            .encodeToString(RequestBuilder.of("", "DNS:w.team-a.test").key(keyPair()).der());

    X509Certificate certificate =
        est.enrol(TEAM, form.formatted(base64).getBytes(StandardCharsets.US_ASCII));

    assertThat(certificate.getSubjectAlternativeNames()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "M", "M*==", "MIIB", "0", "AAAA", "-----BEGIN CERTIFICATE REQUEST-----"})
  void request_thatIsNoneIsRejected(String request) throws Exception {
    assertRejected(request.getBytes(StandardCharsets.US_ASCII), RejectionReason.CSR_MALFORMED);
  }

  @Test
  void request_withBytesBehindItIsRejected() throws Exception {
    byte[] request = RequestBuilder.of("", "DNS:w.team-a.test").key(keyPair()).der();
    String base64 = Base64.getEncoder().encodeToString(request) + "AAAA";

    assertRejected(
        java.util.Arrays.copyOf(request, request.length + 1), RejectionReason.CSR_MALFORMED);
    assertRejected(base64.getBytes(StandardCharsets.US_ASCII), RejectionReason.CSR_MALFORMED);
  }

  @Test
  void request_withoutProofOfPossessionIsRejected() throws Exception {
    byte[] request = RequestBuilder.of("", "DNS:w.team-a.test").key(keyPair()).der();
    request[request.length - 1] ^= 1;

    assertRejected(request, RejectionReason.CSR_SIGNATURE);
  }

  @ParameterizedTest
  @CsvSource({
    "DNS:w.team-b.test, NAME_NOT_ALLOWED",
    "IP:10.0.0.1, NAME_NOT_ALLOWED",
    "URI:spiffe://team-a.test/x, NAME_NOT_ALLOWED"
  })
  void request_withForeignNameIsRejected(String name, RejectionReason reason) throws Exception {
    assertRejected(RequestBuilder.of("", name).key(keyPair()).der(), reason);
  }

  /** The names of the server are only for the server and for callers with role admin. */
  @Test
  void requestForServerName_requiresAdminRole() throws Exception {
    byte[] request = RequestBuilder.of("", "DNS:ca.test").key(keyPair()).der();
    IssuanceRejectedException rejection =
        catchThrowableOfType(
            IssuanceRejectedException.class, () -> est.enrol(component("any"), request));

    assertThat(rejection.reason()).isEqualTo(RejectionReason.NAME_NOT_ALLOWED);
    assertThat(est.enrol(component("ops;roles=admin"), request)).isNotNull();
  }

  @ParameterizedTest
  @EnumSource(value = DerivedSecret.class, names = "EST", mode = EnumSource.Mode.EXCLUDE)
  void secretOfAnotherProtocol_isRejected(DerivedSecret other) {
    assertRejected(
        basic(TEAM.path().id(), TEAM.secretText(other)), Kind.NOT_AUTHENTICATED, "signature");
  }

  @Test
  void wrongSecret_isRejectedWithoutRevealingKnownKeys() throws Exception {
    est.terms(TEAM);
    String secret = TEAM.secretText(DerivedSecret.EST);
    ComponentKey other = component("team-b");

    assertRejected(basic(other.path().id(), secret), Kind.NOT_AUTHENTICATED, "signature");
    assertThat(est.rejections).containsExactly("signature");
    assertRejected(basic(TEAM.path().id(), ""), Kind.NOT_AUTHENTICATED, "signature");
    assertRejected(basic(TEAM.path().id(), secret + "A"), Kind.NOT_AUTHENTICATED, "signature");
    assertRejected(
        basic(TEAM.path().id(), secret.substring(1)), Kind.NOT_AUTHENTICATED, "signature");
    assertRejected(basic(TEAM.path().id(), secret + ":"), Kind.NOT_AUTHENTICATED, "signature");
    assertThat(rejected(basic(other.path().id(), secret)).detail())
        .isEqualTo(rejected(basic(TEAM.path().id(), secret + "A")).detail());
  }

  @Test
  void malformedCredentials_areRejected() {
    String secret = TEAM.secretText(DerivedSecret.EST);
    for (String authorization :
        List.of(
            "Basic",
            "Basic *",
            basic("", secret),
            basic("team-a", secret),
            basic("lk1.", secret),
            basic("lk1.team a", secret),
            basic(TEAM.reveal(), secret))) {
      assertRejected(authorization, Kind.MALFORMED, "malformed");
    }
    assertRejected(basic("lk1.team-a;x=y", secret), Kind.NOT_AUTHENTICATED, "unsupported");
  }

  @Test
  void revokedKey_isRejectedOnlyWithItsSecret() {
    est.configure(RevokedComponents.parse("team-a"), ROOT);

    assertRejected(basic(TEAM), Kind.NOT_AUTHENTICATED, "revoked");
    assertRejected(basic(TEAM.derive("w")), Kind.NOT_AUTHENTICATED, "revoked");
    assertRejected(basic(TEAM.path().id(), "x"), Kind.NOT_AUTHENTICATED, "signature");
    assertThat(rejected(basic(component("team-b")))).isNull();
  }

  @Test
  void key_endsWithoutClockSkew() {
    ComponentKey key = component("w;not-after=20261201T000000Z");
    est.clock.setInstant(Instant.parse("2026-11-30T23:59:59.999Z"));
    assertThat(rejected(basic(key))).isNull();

    est.clock.setInstant(Instant.parse("2026-12-01T00:00:00Z"));
    assertRejected(basic(key), Kind.NOT_AUTHENTICATED, "expired");
  }

  @Test
  void preSharedKey_canBeTheOneBefore() {
    est.configure(RevokedComponents.none(), OTHER_ROOT, ROOT);
    assertThat(rejected(basic(TEAM))).isNull();

    est.configure(RevokedComponents.none(), OTHER_ROOT);
    assertRejected(basic(TEAM), Kind.NOT_AUTHENTICATED, "signature");

    est.configure(RevokedComponents.none());
    assertRejected(basic(TEAM), Kind.NOT_AUTHENTICATED, "unsupported");
  }

  @ParameterizedTest
  @CsvSource({
    "w;use=est, ",
    "w;use=acme;roles=service, use",
    "'w;use=sign,token', use",
    "'w;use=est,sign~x;use=sign', use",
    "w;roles=admin, ",
    "w;roles=metrics, role"
  })
  void useAndRoles_ofTheKeyHold(String path, String reason) {
    ComponentKey key = component(path.split("~", -1)[0]);
    if (path.contains("~")) {
      key = key.derive(path.split("~", -1)[1]);
    }
    if (reason == null) {
      assertThat(rejected(basic(key))).isNull();
    } else {
      assertRejected(basic(key), Kind.NOT_ALLOWED, reason);
    }
  }

  @Test
  void failures_delayAnAddressButNoKnownKey() throws Exception {
    est.terms(TEAM);
    for (int n = 0; n < FailedTokenRateLimiter.BURST; n++) {
      assertRejected(basic("lk1.other", "x"), Kind.NOT_AUTHENTICATED, "signature");
    }

    assertThatThrownBy(() -> est.terms(component("team-b")))
        .isInstanceOfSatisfying(
            TooManyFailuresException.class, e -> assertThat(e.waitTime()).isPositive());
    assertThat(rejected(basic(TEAM))).isNull();
    assertRejected(basic(TEAM.path().id(), "x"), Kind.NOT_AUTHENTICATED, "signature");
    est.forgetFailures();
    assertThat(rejected(basic(component("team-b")))).isNull();
  }

  @Test
  void keyForbiddenToEnrol_isNoFailedAuthentication() {
    String basic = basic(component("w;use=acme"));
    for (int n = 0; n <= FailedTokenRateLimiter.BURST; n++) {
      assertRejected(basic, Kind.NOT_ALLOWED, "use");
    }
  }

  @Test
  void caCertificates_areTheRoot() throws Exception {
    EstResponse response = est.server().caCertificates();

    assertThat(response.contentType()).isEqualTo("application/pkcs7-mime");
    assertThat(response.base64()).matches("[A-Za-z0-9+/]+={0,2}");
    assertThat(certificates(response)).containsExactly(est.ca().root());
    assertThat(est.server().caCertificates()).isSameAs(response);
  }

  @Test
  void caCertificatesDuringRotation_includeBothCrossCertificates() throws Exception {
    X509Certificate before = est.ca().root();
    for (boolean switched : new boolean[] {false, true}) {
      est.ca().rotate(switched);

      List<X509Certificate> published = certificates(est.server().caCertificates());

      assertThat(published).hasSize(3).containsExactlyInAnyOrderElementsOf(est.ca().chain());
      assertThat(published).contains(est.ca().root());
      X509Certificate other = est.ca().rotation().other().orElseThrow();
      assertThat(published)
          .anyMatch(cross -> isCross(cross, est.ca().root(), other))
          .anyMatch(cross -> isCross(cross, other, est.ca().root()));
    }
    assertThat(est.ca().root()).isNotEqualTo(before);
  }

  private static boolean isCross(
      X509Certificate certificate, X509Certificate subject, X509Certificate issuer) {
    try {
      certificate.verify(issuer.getPublicKey());
      return certificate.getPublicKey().equals(subject.getPublicKey());
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  @Test
  void requestAttributes_recommendACurveAndADigest() {
    EstResponse response = est.server().requestAttributes();

    assertThat(response.contentType()).isEqualTo("application/csrattrs");
    AttrOrOID[] attributes =
        CsrAttrs.getInstance(Base64.getDecoder().decode(response.base64())).getAttrOrOIDs();
    assertThat(attributes).hasSize(2);
    assertThat(attributes[0].getAttribute().getAttrType())
        .isEqualTo(X9ObjectIdentifiers.id_ecPublicKey);
    assertThat(attributes[0].getAttribute().getAttrValues().getObjectAt(0))
        .isEqualTo(SECObjectIdentifiers.secp256r1);
    assertThat(attributes[1].getOid()).isEqualTo(X9ObjectIdentifiers.ecdsa_with_SHA256);
  }
}
