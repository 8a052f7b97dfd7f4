package io.latchkey.enrolment.cmp;

import static io.latchkey.enrolment.cmp.CmpClient.assertError;
import static io.latchkey.enrolment.cmp.CmpClient.assertUnprotected;
import static io.latchkey.enrolment.cmp.CmpClient.body;
import static io.latchkey.enrolment.cmp.CmpClient.certificate;
import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.ca.issuance.IssuanceTerms;
import io.latchkey.ca.testing.RequestBuilder;
import io.latchkey.pki.CertificateSigningRequest;
import io.latchkey.pki.Certificates;
import io.latchkey.pki.KeyType;
import io.latchkey.pki.RevocationReason;
import io.latchkey.tokens.component.RevokedComponents;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.cmp.CertStatus;
import org.bouncycastle.asn1.cmp.PKIBody;
import org.bouncycastle.asn1.cmp.PKIFailureInfo;
import org.bouncycastle.asn1.crmf.CertId;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.cmp.GeneralPKIMessage;
import org.bouncycastle.cert.cmp.ProtectedPKIMessage;
import org.bouncycastle.cert.crmf.CertificateRequestMessageBuilder;
import org.bouncycastle.cert.crmf.OldCertIDControl;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyUpdatesTest {
  @TempDir Path folder;
  private final KeyPair newKey = KeyType.EC_P256.generate();
  private CmpFixture server;
  private CmpClient client;
  private X509Certificate old;

  @BeforeEach
  void open() throws Exception {
    server = CmpFixture.open(folder);
    client = server.client("team-a");
    old = client.obtain("a.test", "b.test");
  }

  @AfterEach
  void close() {
    server.close();
  }

  private PKIBody kur(String... names) throws Exception {
    return body(PKIBody.TYPE_KEY_UPDATE_REQ, client.request(newKey, names));
  }

  private static OldCertIDControl named(X509Certificate certificate) {
    return new OldCertIDControl(
        new CertId(
            new GeneralName(Certificates.issuer(certificate)), certificate.getSerialNumber()));
  }

  private CmpResponse sendSigned(PKIBody body) throws Exception {
    client.transaction = CmpClient.random();
    return server.post(client.protectedBy(old, body));
  }

  /** Verifies the signature, and the certificate of the signer with the root. */
  private GeneralPKIMessage signed(CmpResponse response) throws Exception {
    ProtectedPKIMessage message = new ProtectedPKIMessage(CmpClient.read(response));
    X509Certificate signer =
        new JcaX509CertificateConverter().getCertificate(message.getCertificates()[0]);
    signer.verify(server.ca().root().getPublicKey());
    assertThat(signer.getKeyUsage()[0]).isTrue();
    assertThat(signer.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.27");
    assertThat(signer.getBasicConstraints()).isEqualTo(-1);
    assertThat(
            message.verify(
                new JcaContentVerifierProviderBuilder().build(message.getCertificates()[0])))
        .isTrue();
    assertThat(message.getHeader().getSender().getName())
        .isEqualTo(new X509CertificateHolder(signer.getEncoded()).getSubject());
    return new GeneralPKIMessage(response.content());
  }

  @Test
  void kurByCertificate_isAnsweredWithSignature() throws Exception {
    GeneralPKIMessage response = signed(sendSigned(kur("a.test", "b.test")));

    assertThat(response.getBody().getType()).isEqualTo(PKIBody.TYPE_KEY_UPDATE_REP);
    X509Certificate renewed = certificate(response);
    assertThat(renewed.getPublicKey()).isEqualTo(newKey.getPublic());
    assertThat(
            server
                .ca()
                .find(renewed.getSerialNumber().toString(16))
                .orElseThrow()
                .requestedBy()
                .key()
                .orElseThrow())
        .startsWith("lk1.team-a ");

    CertStatus status =
        new CertStatus(
            MessageDigest.getInstance("SHA-256").digest(renewed.getEncoded()), BigInteger.ZERO);
    byte[] confirmation = client.protectedBy(old, client.confirmation(status));
    assertThat(signed(server.post(confirmation)).getBody().getType())
        .isEqualTo(PKIBody.TYPE_CONFIRM);
  }

  @Test
  void confirmationByAnotherProtection_isRejected() throws Exception {
    X509Certificate renewed = certificate(signed(sendSigned(kur("a.test"))));
    CertStatus status =
        new CertStatus(
            MessageDigest.getInstance("SHA-256").digest(renewed.getEncoded()), BigInteger.ZERO);

    assertError(
        client.verified(server.post(client.protectedBySecret(client.confirmation(status)))),
        PKIFailureInfo.badRequest,
        "not_found");
  }

  @Test
  void kurByCertificate_namesNoMoreThanIt() throws Exception {
    assertThat(certificate(signed(sendSigned(kur("a.test"))))).isNotNull();
    assertError(
        signed(sendSigned(kur("a.test", "c.test"))),
        PKIFailureInfo.notAuthorized,
        "name_not_allowed");
    // Another common name, although it is one of the names.
    assertError(
        signed(sendSigned(kur("b.test", "a.test"))),
        PKIFailureInfo.notAuthorized,
        "name_not_allowed");
  }

  @Test
  void replayedKur_isRejected() throws Exception {
    client.transaction = CmpClient.random();
    byte[] message = client.protectedBy(old, kur("a.test"));
    signed(server.post(message));

    assertError(
        signed(server.postToOtherNode(message)), PKIFailureInfo.transactionIdInUse, "replayed");
  }

  @Test
  void revokedCertificate_renewsNothing() throws Exception {
    var unused =
        server.ca().revoke(old.getSerialNumber().toString(16), RevocationReason.CERTIFICATE_HOLD);
    assertError(signed(sendSigned(kur("a.test"))), PKIFailureInfo.certRevoked, "revoked");

    unused = server.ca().revoke(old.getSerialNumber().toString(16), RevocationReason.SUPERSEDED);
    assertError(signed(sendSigned(kur("a.test"))), PKIFailureInfo.certRevoked, "revoked");
  }

  @Test
  void expiredCertificate_renewsNothing() throws Exception {
    server.clock.setInstant(old.getNotAfter().toInstant());
    assertThat(certificate(signed(sendSigned(kur("a.test"))))).isNotNull();

    server.clock.add(Duration.ofMillis(1));
    assertError(signed(sendSigned(kur("a.test"))), PKIFailureInfo.signerNotTrusted, "expired");
  }

  @Test
  void revokedKey_stopsItsCertificates() throws Exception {
    server.configure(RevokedComponents.parse("team-a"), CmpFixture.ROOT);
    assertError(signed(sendSigned(kur("a.test"))), PKIFailureInfo.certRevoked, "revoked");

    server.configure(RevokedComponents.none(), CmpFixture.OTHER_ROOT);
    assertError(signed(sendSigned(kur("a.test"))), PKIFailureInfo.badMessageCheck, "signature");
  }

  @Test
  void certificateOfAnotherCa_isRejected() throws Exception {
    try (CmpFixture other = CmpFixture.open(folder.resolve("other"), UnaryOperator.identity())) {
      CmpClient stranger = other.client("team-a");
      X509Certificate foreign = stranger.obtain("a.test");

      assertUnprotected(
          server.post(client.protectedBy(foreign, stranger.key, "SHA256withECDSA", kur("a.test"))),
          PKIFailureInfo.signerNotTrusted,
          "signature");
    }
  }

  @Test
  void signatureByAnotherKey_isRejected() throws Exception {
    assertUnprotected(
        server.post(client.protectedBy(old, newKey, "SHA256withECDSA", kur("a.test"))),
        PKIFailureInfo.badMessageCheck,
        "signature");
    KeyPair rsa = KeyType.RSA_2048.generate();
    assertUnprotected(
        server.post(client.protectedBy(old, rsa, "SHA256withRSA", kur("a.test"))),
        PKIFailureInfo.badMessageCheck,
        "signature");
    assertUnprotected(
        server.post(client.protectedBy(old, client.key, "SHA1withECDSA", kur("a.test"))),
        PKIFailureInfo.badAlg,
        "unsupported");
  }

  @Test
  void certificateOfNoComponentKey_isRejected() throws Exception {
    CertificateSigningRequest request = RequestBuilder.of("CN=a.test").key(client.key).build();
    old = server.ca().sign(request, IssuanceTerms.of("someone")).certificate();

    assertError(signed(sendSigned(kur("a.test"))), PKIFailureInfo.notAuthorized, "use");
  }

  @Test
  void otherRequestsByCertificate_areRejected() throws Exception {
    assertUnprotected(
        sendSigned(client.ir("a.test")), PKIFailureInfo.wrongIntegrity, "unsupported");
    assertUnprotected(
        sendSigned(client.cr("a.test")), PKIFailureInfo.wrongIntegrity, "unsupported");
  }

  @Test
  void oldCertId_isTheCertificateThatProtects() throws Exception {
    X509Certificate other = client.obtain("a.test");
    CertificateRequestMessageBuilder request = client.request(newKey, "a.test");

    assertError(
        signed(sendSigned(body(PKIBody.TYPE_KEY_UPDATE_REQ, request.addControl(named(other))))),
        PKIFailureInfo.badCertId,
        "certificate");
    assertThat(
            certificate(
                signed(
                    sendSigned(
                        body(
                            PKIBody.TYPE_KEY_UPDATE_REQ,
                            client.request(newKey, "a.test").addControl(named(old)))))))
        .isNotNull();
  }

  @Test
  void kurBySecret_mustNameOwnCertificate() throws Exception {
    X509Certificate foreign = server.client("team-b").obtain("a.test");
    client.transaction = CmpClient.random();
    assertError(
        client.verified(
            server.post(
                client.protectedBySecret(
                    body(
                        PKIBody.TYPE_KEY_UPDATE_REQ,
                        client.request(newKey, "a.test").addControl(named(foreign)))))),
        PKIFailureInfo.badCertId,
        "certificate");

    PKIBody own =
        body(PKIBody.TYPE_KEY_UPDATE_REQ, client.request(newKey, "c.test").addControl(named(old)));
    client.transaction = CmpClient.random();
    assertThat(certificate(client.verified(server.post(client.protectedBySecret(own)))))
        .isNotNull();

    var unused =
        server.ca().revoke(old.getSerialNumber().toString(16), RevocationReason.SUPERSEDED);
    client.transaction = CmpClient.random();
    assertError(
        client.verified(server.post(client.protectedBySecret(own))),
        PKIFailureInfo.certRevoked,
        "revoked");
  }

  @Test
  void oldCertIdInOtherRequests_isRejected() throws Exception {
    client.transaction = CmpClient.random();
    assertError(
        client.verified(
            server.post(
                client.protectedBySecret(
                    body(
                        PKIBody.TYPE_CERT_REQ,
                        client.request(newKey, "a.test").addControl(named(old)))))),
        PKIFailureInfo.badRequest,
        "unsupported");
  }

  @Test
  void signer_isReusedAndRecorded() throws Exception {
    X509CertificateHolder first =
        new ProtectedPKIMessage(CmpClient.read(sendSigned(kur("a.test")))).getCertificates()[0];
    X509CertificateHolder second =
        new ProtectedPKIMessage(CmpClient.read(sendSigned(kur("a.test")))).getCertificates()[0];

    assertThat(second).isEqualTo(first);
    assertThat(server.ca().find(first.getSerialNumber().toString(16)).orElseThrow().caller())
        .isEqualTo("latchkey-cmp");
  }
}
