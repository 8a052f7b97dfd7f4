package io.latchkey.enrolment.cmp;

import static io.latchkey.enrolment.cmp.CmpClient.assertError;
import static io.latchkey.enrolment.cmp.CmpClient.assertProblem;
import static io.latchkey.enrolment.cmp.CmpClient.body;
import static io.latchkey.enrolment.cmp.CmpClient.certificate;
import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.ca.testing.RequestBuilder;
import io.latchkey.pki.Certificates;
import io.latchkey.pki.KeyType;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.cmp.CMPCertificate;
import org.bouncycastle.asn1.cmp.CMPObjectIdentifiers;
import org.bouncycastle.asn1.cmp.CertRepMessage;
import org.bouncycastle.asn1.cmp.PKIBody;
import org.bouncycastle.asn1.cmp.PKIFailureInfo;
import org.bouncycastle.asn1.crmf.CertReqMessages;
import org.bouncycastle.asn1.crmf.CertReqMsg;
import org.bouncycastle.asn1.crmf.SubsequentMessage;
import org.bouncycastle.asn1.pkcs.CertificationRequest;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.cmp.GeneralPKIMessage;
import org.bouncycastle.cert.crmf.CertificateRequestMessageBuilder;
import org.bouncycastle.cert.crmf.RegTokenControl;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificationsTest {
  private static final String NAME = "a.team-a.test";

  @TempDir Path folder;
  private CmpFixture server;
  private CmpClient client;

  @BeforeEach
  void open() {
    server = CmpFixture.open(folder);
    client = server.client("team-a;dns=*.team-a.test;days=30");
  }

  @AfterEach
  void close() {
    server.close();
  }

  private GeneralPKIMessage send(PKIBody body) throws Exception {
    client.transaction = CmpClient.random();
    return client.verified(server.post(client.protectedBySecret(body)));
  }

  private void assertRejected(CertificateRequestMessageBuilder request, int failure, String reason)
      throws Exception {
    assertError(send(body(PKIBody.TYPE_CERT_REQ, request)), failure, reason);
  }

  private static CMPCertificate[] trusted(GeneralPKIMessage response) {
    return CertRepMessage.getInstance(response.getBody().getContent()).getCaPubs();
  }

  @Test
  void ir_isAnsweredWithCertificateAndRoot() throws Exception {
    GeneralPKIMessage response = send(client.ir(NAME, "b.team-a.test"));

    assertThat(response.getBody().getType()).isEqualTo(PKIBody.TYPE_INIT_REP);
    X509Certificate certificate = certificate(response);
    certificate.verify(server.ca().root().getPublicKey());
    assertThat(certificate.getPublicKey()).isEqualTo(client.key.getPublic());
    assertThat(certificate.getSubjectAlternativeNames())
        .containsExactly(List.of(2, NAME), List.of(2, "b.team-a.test"));
    assertThat(trusted(response)).hasSize(1);
    assertThat(trusted(response)[0].getX509v3PKCert().getEncoded())
        .isEqualTo(Certificates.der(server.ca().root()));
    assertThat(server.watched).containsExactly("signed team-a");
    var recorded = server.ca().find(certificate.getSerialNumber().toString(16)).orElseThrow();
    assertThat(recorded.requestedBy().protocol()).contains("cmp");
    assertThat(recorded.requestedBy().key().orElseThrow())
        .startsWith("lk1.team-a;dns=*.team-a.test;days=30 ");
  }

  @Test
  void cr_hasNoTrustedCertificates() throws Exception {
    GeneralPKIMessage response = send(client.cr(NAME));

    assertThat(response.getBody().getType()).isEqualTo(PKIBody.TYPE_CERT_REP);
    assertThat(trusted(response)).isNull();
    assertThat(certificate(response)).isNotNull();
  }

  @Test
  void p10cr_isAnsweredWithCp() throws Exception {
    RequestBuilder request = RequestBuilder.of("CN=" + NAME).key(client.key);

    GeneralPKIMessage response = send(p10cr(request));

    assertThat(response.getBody().getType()).isEqualTo(PKIBody.TYPE_CERT_REP);
    assertThat(certificate(response).getPublicKey()).isEqualTo(client.key.getPublic());
    assertThat(
            CertRepMessage.getInstance(response.getBody().getContent())
                .getResponse()[0]
                .getCertReqId()
                .intValueExact())
        .isEqualTo(-1);

    KeyPair other = KeyType.EC_P256.generate();
    RequestBuilder unproved =
        request.claimedKey(SubjectPublicKeyInfo.getInstance(other.getPublic().getEncoded()));
    assertError(send(p10cr(unproved)), PKIFailureInfo.badPOP, "csr_signature");
  }

  private static PKIBody p10cr(RequestBuilder request) {
    return new PKIBody(PKIBody.TYPE_P10_CERT_REQ, CertificationRequest.getInstance(request.der()));
  }

  @Test
  void implicitConfirmation_isGranted() throws Exception {
    client.transaction = CmpClient.random();
    GeneralPKIMessage granted =
        client.verified(
            server.post(client.protectedBySecret(client.ir(NAME), CmpClient::implicit)));

    assertThat(granted.getHeader().getGeneralInfo()[0].getInfoType())
        .isEqualTo(CMPObjectIdentifiers.it_implicitConfirm);
    assertThat(send(client.ir(NAME)).getHeader().getGeneralInfo()[0].getInfoType())
        .isEqualTo(CMPObjectIdentifiers.it_confirmWaitTime);
    server.clock.add(CmpFixture.CONFIRM_WITHIN);
    server.revokeOverdue();
    assertThat(server.watched)
        .containsExactly("signed team-a", "signed team-a", "overdue cessationOfOperation");
  }

  @Test
  void foreignName_isRejected() throws Exception {
    assertError(send(client.ir("a.team-b.test")), PKIFailureInfo.notAuthorized, "name_not_allowed");
    assertThat(server.watched).containsExactly("rejected name_not_allowed");
  }

  @Test
  void serversOwnName_isReserved() throws Exception {
    CmpClient all = server.client("team-b");
    assertError(
        all.verified(server.post(all.protectedBySecret(all.ir("ca.test")))),
        PKIFailureInfo.notAuthorized,
        "name_not_allowed");
    CmpClient admin = server.client("ops;roles=admin");
    assertThat(
            certificate(admin.verified(server.post(admin.protectedBySecret(admin.ir("ca.test"))))))
        .isNotNull();
  }

  @Test
  void requestWithoutProofOfPossession_isRejected() throws Exception {
    KeyPair other = KeyType.EC_P256.generate();
    assertRejected(client.unproved(client.key, NAME), PKIFailureInfo.badPOP, "csr_signature");
    assertRejected(
        client.unproved(client.key, NAME).setProofOfPossessionRaVerified(),
        PKIFailureInfo.badPOP,
        "csr_signature");
    assertRejected(
        client
            .unproved(client.key, NAME)
            .setProofOfPossessionSubsequentMessage(SubsequentMessage.encrCert),
        PKIFailureInfo.badPOP,
        "csr_signature");
    assertRejected(
        client
            .unproved(client.key, NAME)
            .setProofOfPossessionSigningKeySigner(
                new JcaContentSignerBuilder("SHA256withECDSA").build(other.getPrivate())),
        PKIFailureInfo.badPOP,
        "csr_signature");
    assertThat(server.watched).hasSize(4).containsOnly("rejected csr_signature");
  }

  /** Its signature does not cover the names, so another caller could use it with other names. */
  @Test
  void proofOverTheKeyAlone_isRejected() throws Exception {
    var request =
        new org.bouncycastle.cert.crmf.jcajce.JcaCertificateRequestMessageBuilder(BigInteger.ZERO)
            .setPublicKey(client.key.getPublic())
            .setAuthInfoSender(new X500Name("CN=" + NAME))
            .setProofOfPossessionSigningKeySigner(
                new JcaContentSignerBuilder("SHA256withECDSA").build(client.key.getPrivate()));

    assertRejected(request, PKIFailureInfo.badPOP, "csr_signature");
  }

  @Test
  void proofOfAnotherRequest_isRejected() throws Exception {
    CertReqMsg first = client.request(client.key, NAME).build().toASN1Structure();
    CertReqMsg second = client.request(client.key, "b.team-a.test").build().toASN1Structure();
    CertReqMsg mixed = new CertReqMsg(second.getCertReq(), first.getPop(), null);

    assertError(
        send(new PKIBody(PKIBody.TYPE_CERT_REQ, new CertReqMessages(mixed))),
        PKIFailureInfo.badPOP,
        "csr_signature");
  }

  @Test
  void severalRequests_areRejected() throws Exception {
    CertReqMsg request = client.request(client.key, NAME).build().toASN1Structure();

    assertError(
        send(
            new PKIBody(
                PKIBody.TYPE_CERT_REQ, new CertReqMessages(new CertReqMsg[] {request, request}))),
        PKIFailureInfo.badRequest,
        "malformed");
    assertError(
        send(new PKIBody(PKIBody.TYPE_CERT_REQ, new CertReqMessages(new CertReqMsg[0]))),
        PKIFailureInfo.badRequest,
        "malformed");
  }

  @Test
  void fieldsThatTheCaChooses_areRejected() throws Exception {
    assertRejected(
        client.request(client.key, NAME).setSerialNumber(BigInteger.TEN),
        PKIFailureInfo.badCertTemplate,
        "malformed");
    assertRejected(
        client.request(client.key, NAME).setIssuer(new X500Name("CN=other")),
        PKIFailureInfo.wrongAuthority,
        "issuer");
    assertRejected(
        client
            .request(client.key, NAME)
            .addExtension(Extension.basicConstraints, true, new BasicConstraints(true)),
        PKIFailureInfo.badCertTemplate,
        "extension_not_allowed");
    assertRejected(
        client.request(client.key, NAME).addControl(new RegTokenControl("x")),
        PKIFailureInfo.badRequest,
        "unsupported");
    X500Name issuer = Certificates.subject(server.ca().root());
    assertThat(
            certificate(
                send(
                    body(
                        PKIBody.TYPE_CERT_REQ,
                        client.request(client.key, NAME).setIssuer(issuer)))))
        .isNotNull();
  }

  @Test
  void validity_isWithinTheRestrictionsOfTheKey() throws Exception {
    Instant now = server.clock.instant();
    assertRejected(
        client
            .request(client.key, NAME)
            .setValidity(Date.from(now), Date.from(now.plus(Duration.ofDays(30)).plusSeconds(1))),
        PKIFailureInfo.badCertTemplate,
        "validity");
    assertRejected(
        client
            .request(client.key, NAME)
            .setValidity(Date.from(now.plusSeconds(301)), Date.from(now.plusSeconds(3600))),
        PKIFailureInfo.badCertTemplate,
        "validity");
    X509Certificate certificate =
        certificate(
            send(
                body(
                    PKIBody.TYPE_CERT_REQ,
                    client
                        .request(client.key, NAME)
                        .setValidity(
                            Date.from(now.plusSeconds(300)),
                            Date.from(now.plus(Duration.ofDays(7)))))));
    assertThat(certificate.getNotAfter().toInstant()).isEqualTo(now.plus(Duration.ofDays(7)));
  }

  @Test
  void rate_isThatOfAllProtocols() throws Exception {
    server.close();
    server = CmpFixture.open(folder.resolve("limited"), builder -> builder.signaturesPerHour(1));
    client = server.client("team-a");
    send(client.ir("a.test"));

    client.transaction = CmpClient.random();
    CmpResponse response = server.post(client.protectedBySecret(client.ir("b.test")));

    assertProblem(response, 429, "rate");
    assertThat(response.retryAfter()).contains(Duration.ofHours(1));
  }
}
