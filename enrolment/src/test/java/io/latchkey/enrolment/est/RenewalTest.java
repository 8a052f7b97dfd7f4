package io.latchkey.enrolment.est;

import static io.latchkey.enrolment.est.EstFixture.OTHER_ROOT;
import static io.latchkey.enrolment.est.EstFixture.ROOT;
import static io.latchkey.enrolment.est.EstFixture.component;
import static io.latchkey.enrolment.est.EstFixture.keyPair;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.latchkey.ca.certificate.IssuedCertificate;
import io.latchkey.ca.issuance.IssuanceRejectedException;
import io.latchkey.ca.issuance.IssuanceTerms;
import io.latchkey.ca.issuance.RejectionReason;
import io.latchkey.ca.testing.RequestBuilder;
import io.latchkey.enrolment.CallerRejectedException;
import io.latchkey.enrolment.CallerRejectedException.Kind;
import io.latchkey.enrolment.est.EstServer.TooManyFailuresException;
import io.latchkey.pki.Certificates;
import io.latchkey.pki.RevocationReason;
import io.latchkey.tokens.FailedTokenRateLimiter;
import io.latchkey.tokens.component.ComponentKey;
import io.latchkey.tokens.component.RevokedComponents;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Renewal with the certificate of the TLS client. */
class RenewalTest {
  private static final ComponentKey TEAM = component("team-a;dns=*.team-a.test;ip=10.0.0.0/8");
  private static final String NAME = "CN=w.team-a.test";

  @TempDir Path folder;
  private EstFixture est;
  private X509Certificate certificate;

  @BeforeEach
  void open() throws Exception {
    est = EstFixture.open(folder);
    certificate =
        est.enrol(
            TEAM,
            RequestBuilder.of(NAME, "DNS:w.team-a.test", "DNS:v.team-a.test", "IP:10.0.0.1")
                .key(keyPair())
                .der());
  }

  @AfterEach
  void close() {
    est.close();
  }

  private IssuanceTerms terms(X509Certificate presented)
      throws CallerRejectedException, TooManyFailuresException {
    return est.server().authenticate(presented, est.sender());
  }

  private void assertRejected(X509Certificate presented, Kind kind, String reason) {
    CallerRejectedException rejection =
        catchThrowableOfType(CallerRejectedException.class, () -> terms(presented));
    assertThat(rejection).isNotNull();
    assertThat(rejection.reason()).isEqualTo(reason);
    assertThat(rejection.kind()).isEqualTo(kind);
    assertThat(rejection.detail()).matches("[A-Z][^.]*\\.");
  }

  private IssuanceRejectedException rejection(byte[] request) {
    return catchThrowableOfType(
        IssuanceRejectedException.class, () -> est.enrol(terms(certificate), request));
  }

  private String serial() {
    return certificate.getSerialNumber().toString(16);
  }

  @Test
  void certificate_renewsItselfWithTheSameNames() throws Exception {
    KeyPair next = keyPair();

    X509Certificate renewed =
        est.enrol(
            terms(certificate),
            RequestBuilder.of(NAME, "DNS:v.team-a.test", "IP:10.0.0.1", "DNS:W.team-a.test")
                .key(next)
                .der());

    assertThat(renewed.getPublicKey()).isEqualTo(next.getPublic());
    assertThat(renewed.getSubjectX500Principal()).isEqualTo(certificate.getSubjectX500Principal());
    IssuedCertificate recorded =
        est.ca().find(renewed.getSerialNumber().toString(16)).orElseThrow();
    assertThat(recorded.requestedBy().kind()).isEqualTo("component");
    assertThat(recorded.requestedBy().name()).isEqualTo("team-a");
    assertThat(recorded.requestedBy().protocol()).hasValue("est");
    assertThat(recorded.requestedBy().key())
        .isEqualTo(est.ca().find(serial()).orElseThrow().requestedBy().key());
    assertThat(terms(renewed).renewed().orElseThrow().serial()).isEqualTo(recorded.serial());
  }

  @Test
  void certificate_renewsItselfWithFewerNames() throws Exception {
    assertThat(est.enrol(terms(certificate), RequestBuilder.of(NAME).key(keyPair()).der()))
        .isNotNull(); // the common name is one of the names
    assertThat(
            est.enrol(
                terms(certificate), RequestBuilder.of("", "IP:10.0.0.1").key(keyPair()).der()))
        .isNotNull();
  }

  /** The component key would allow these names. */
  @ParameterizedTest
  @ValueSource(
      strings = {"DNS:x.team-a.test", "DNS:*.team-a.test", "IP:10.0.0.2", "DNS:a.w.team-a.test"})
  void certificate_doesNotGetOtherNames(String other) throws Exception {
    IssuanceRejectedException rejection =
        rejection(RequestBuilder.of(NAME, "DNS:w.team-a.test", other).key(keyPair()).der());

    assertThat(rejection.reason()).isEqualTo(RejectionReason.NAME_NOT_ALLOWED);
    assertThat(rejection.name()).hasValue(other.substring(other.indexOf(':') + 1));
    assertThat(rejection.detail()).contains("renew");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CN=x.team-a.test",
        "CN=w.team-a.test,C=DE",
        "CN=v.team-a.test",
        "CN=W.team-a.test"
      })
  void certificate_doesNotGetAnotherSubject(String subject) throws Exception {
    IssuanceRejectedException rejection =
        rejection(RequestBuilder.of(subject, "DNS:w.team-a.test").key(keyPair()).der());

    assertThat(rejection.reason()).isEqualTo(RejectionReason.NAME_NOT_ALLOWED);
  }

  @Test
  void revokedCertificate_isRejected() {
    est.ca().revoke(serial(), RevocationReason.CERTIFICATE_HOLD);
    assertRejected(certificate, Kind.NOT_AUTHENTICATED, "revoked");

    est.ca().revoke(serial(), RevocationReason.REMOVE_FROM_CRL);
    assertThat(catchThrowableOfType(CallerRejectedException.class, () -> terms(certificate)))
        .isNull();

    est.ca().revoke(serial(), RevocationReason.KEY_COMPROMISE);
    assertRejected(certificate, Kind.NOT_AUTHENTICATED, "revoked");
  }

  @Test
  void certificate_isAcceptedWhileItIsValid() throws Exception {
    Instant end = certificate.getNotAfter().toInstant();
    Instant begin = certificate.getNotBefore().toInstant();
    est.clock.setInstant(begin.minusMillis(1001));
    assertRejected(certificate, Kind.NOT_AUTHENTICATED, "not_yet_valid");
    assertThat(detail()).startsWith("The certificate becomes valid in 2 s by this server's clock");
    est.clock.setInstant(begin.minusMillis(1));
    assertRejected(certificate, Kind.NOT_AUTHENTICATED, "not_yet_valid");
    est.clock.setInstant(begin);
    assertThat(terms(certificate)).isNotNull();
    est.clock.setInstant(end);
    assertThat(terms(certificate)).isNotNull();
    est.clock.setInstant(end.plusSeconds(1));
    assertRejected(certificate, Kind.NOT_AUTHENTICATED, "expired");
    assertThat(detail()).startsWith("The certificate expired 1 s ago by this server's clock");
  }

  private String detail() {
    return catchThrowableOfType(CallerRejectedException.class, () -> terms(certificate)).detail();
  }

  @Test
  void componentKey_isCheckedAgain() throws Exception {
    est.configure(RevokedComponents.parse("team-a"), ROOT);
    assertRejected(certificate, Kind.NOT_AUTHENTICATED, "revoked");

    est.configure(RevokedComponents.none(), OTHER_ROOT);
    assertRejected(certificate, Kind.NOT_AUTHENTICATED, "signature");

    est.configure(RevokedComponents.none(), OTHER_ROOT, ROOT);
    assertThat(terms(certificate)).isNotNull();
  }

  @Test
  void componentKey_needsTheUse() throws Exception {
    X509Certificate signed =
        IssuedByOthers.withComponent(est, component("b;use=sign"), "b.test").certificate();

    assertRejected(signed, Kind.NOT_ALLOWED, "use");
  }

  @Test
  void certificateWithoutComponentKey_isRejected() throws Exception {
    IssuedCertificate issued =
        est.ca()
            .sign(
                RequestBuilder.of("", "DNS:b.test").key(keyPair()).build(),
                IssuanceTerms.of("application"));

    assertRejected(issued.certificate(), Kind.NOT_ALLOWED, "use");
  }

  @Test
  void certificateForServersOnly_isRejected() throws Exception {
    X509Certificate forServers =
        est.enrol(
            component("s;eku=server"), RequestBuilder.of("", "DNS:s.test").key(keyPair()).der());
    X509Certificate forClients =
        est.enrol(
            component("s;eku=client"), RequestBuilder.of("", "DNS:s.test").key(keyPair()).der());

    assertRejected(forServers, Kind.NOT_AUTHENTICATED, "purpose");
    assertThat(terms(forClients)).isNotNull();
  }

  /** A certificate with all that the CA writes, by a key that only calls itself the CA. */
  private X509Certificate forged(X500Name issuer, KeyPair key, BigInteger serial) throws Exception {
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            issuer,
            serial,
            Date.from(est.clock.instant().minusSeconds(60)),
            Date.from(est.clock.instant().plus(Duration.ofDays(1))),
            new X500Name(NAME),
            certificate.getPublicKey());
    builder.addExtension(
        Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth));
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate())));
  }

  @Test
  void foreignCertificates_areRejected() throws Exception {
    X500Name ca = Certificates.subject(est.ca().root());

    assertRejected(
        forged(ca, keyPair(), certificate.getSerialNumber()), Kind.NOT_AUTHENTICATED, "signature");
    assertRejected(
        forged(new X500Name("CN=other"), keyPair(), BigInteger.ONE),
        Kind.NOT_AUTHENTICATED,
        "signature");
    assertRejected(est.ca().root(), Kind.NOT_AUTHENTICATED, "signature");
  }

  @Test
  void failures_delayOnlyUnknownCertificates() throws Exception {
    assertThat(terms(certificate)).isNotNull();
    X509Certificate foreign = forged(new X500Name("CN=other"), keyPair(), BigInteger.ONE);
    for (int n = 0; n < FailedTokenRateLimiter.BURST; n++) {
      assertRejected(foreign, Kind.NOT_AUTHENTICATED, "signature");
    }

    assertThatThrownBy(() -> terms(foreign)).isInstanceOf(TooManyFailuresException.class);
    assertThat(terms(certificate)).isNotNull();
  }

  /** Certificates that did not come over EST. */
  private static final class IssuedByOthers {
    static IssuedCertificate withComponent(EstFixture est, ComponentKey key, String name)
        throws Exception {
      IssuanceTerms others = est.terms(component(key.path().segments().get(0).name()));
      return est.ca()
          .sign(
              RequestBuilder.of("", "DNS:" + name).key(keyPair()).build(),
              IssuanceTerms.of(others.caller())
                  .from(
                      new io.latchkey.ca.caller.RequestOrigin(
                          java.util.Optional.empty(),
                          java.util.Optional.of(
                              new io.latchkey.tokens.component.ComponentCredential(
                                      key.path(), ROOT.fingerprint())
                                  .recorded()))));
    }
  }
}
