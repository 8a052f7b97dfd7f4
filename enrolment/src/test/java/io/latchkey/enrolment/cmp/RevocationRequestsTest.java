package io.latchkey.enrolment.cmp;

import static io.latchkey.enrolment.cmp.CmpClient.assertError;
import static io.latchkey.enrolment.cmp.CmpClient.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.ca.revocation.HoldLimit;
import io.latchkey.ca.revocation.Revocation;
import io.latchkey.pki.Certificates;
import io.latchkey.pki.RevocationReason;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import org.bouncycastle.asn1.ASN1Enumerated;
import org.bouncycastle.asn1.cmp.PKIBody;
import org.bouncycastle.asn1.cmp.PKIFailureInfo;
import org.bouncycastle.asn1.cmp.PKIHeader;
import org.bouncycastle.asn1.cmp.RevDetails;
import org.bouncycastle.asn1.cmp.RevRepContent;
import org.bouncycastle.asn1.cmp.RevReqContent;
import org.bouncycastle.asn1.crmf.CertTemplateBuilder;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.cert.cmp.GeneralPKIMessage;
import org.bouncycastle.cert.cmp.ProtectedPKIMessageBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RevocationRequestsTest {
  @TempDir Path folder;
  private CmpFixture server;
  private CmpClient client;
  private X509Certificate certificate;

  @BeforeEach
  void open() throws Exception {
    server = CmpFixture.open(folder);
    client = server.client("team-a");
    certificate = client.obtain("a.test");
  }

  @AfterEach
  void close() {
    server.close();
  }

  private static X500Name issuer(X509Certificate certificate) {
    return Certificates.issuer(certificate);
  }

  private static RevDetails details(X500Name issuer, BigInteger serial, int reason)
      throws Exception {
    CertTemplateBuilder template =
        new CertTemplateBuilder()
            .setIssuer(issuer)
            .setSerialNumber(new org.bouncycastle.asn1.ASN1Integer(serial));
    Extensions entry =
        new Extensions(Extension.create(Extension.reasonCode, false, new ASN1Enumerated(reason)));
    return reason < 0 ? new RevDetails(template.build()) : new RevDetails(template.build(), entry);
  }

  private static PKIBody rr(X509Certificate certificate, int reason) throws Exception {
    return new PKIBody(
        PKIBody.TYPE_REVOCATION_REQ,
        new RevReqContent(details(issuer(certificate), certificate.getSerialNumber(), reason)));
  }

  private GeneralPKIMessage send(CmpClient sender, PKIBody body) throws Exception {
    sender.transaction = CmpClient.random();
    return sender.verified(server.post(sender.protectedBySecret(body)));
  }

  private RevocationReason reason(X509Certificate revoked) {
    return server
        .ca()
        .find(revoked.getSerialNumber().toString(16))
        .orElseThrow()
        .status()
        .revocation()
        .map(Revocation::reason)
        .orElse(RevocationReason.REMOVE_FROM_CRL);
  }

  @Test
  void caller_revokesWhatItRequested() throws Exception {
    GeneralPKIMessage response = send(client, rr(certificate, 1));

    assertThat(response.getBody().getType()).isEqualTo(PKIBody.TYPE_REVOCATION_REP);
    RevRepContent content = RevRepContent.getInstance(response.getBody().getContent());
    assertThat(content.getStatus()[0].getStatus()).isZero();
    assertThat(content.getRevCerts()[0].getSerialNumber().getValue())
        .isEqualTo(certificate.getSerialNumber());
    assertThat(reason(certificate)).isEqualTo(RevocationReason.KEY_COMPROMISE);
    assertThat(server.watched).endsWith("revoked keyCompromise team-a");

    assertError(send(client, rr(certificate, 1)), PKIFailureInfo.certRevoked, "already_revoked");
  }

  @Test
  void repeatedHold_isReportedOnce() throws Exception {
    send(client, rr(certificate, 6));
    int before = server.watched.size();

    GeneralPKIMessage response = send(client, rr(certificate, 6));

    assertThat(response.getBody().getType()).isEqualTo(PKIBody.TYPE_REVOCATION_REP);
    assertThat(server.watched).hasSize(before).endsWith("revoked certificateHold team-a");
  }

  @Test
  void holdsAndReleases_areLimitedPerCaller() throws Exception {
    for (int n = 0; n < HoldLimit.PER_HOUR; n++) {
      assertThat(send(client, rr(certificate, n % 2 == 0 ? 6 : 8)).getBody().getType())
          .isEqualTo(PKIBody.TYPE_REVOCATION_REP);
    }

    client.transaction = CmpClient.random();
    assertProblem(server.post(client.protectedBySecret(rr(certificate, 6))), 429, "rate");

    assertThat(reason(certificate)).isEqualTo(RevocationReason.REMOVE_FROM_CRL);
    CmpClient other = server.client("team-b");
    X509Certificate ofOther = other.obtain("b.test");
    send(other, rr(ofOther, 6));
    assertThat(reason(ofOther)).isEqualTo(RevocationReason.CERTIFICATE_HOLD);
    send(client, rr(certificate, 1));
    assertThat(reason(certificate)).as("for good").isEqualTo(RevocationReason.KEY_COMPROMISE);
  }

  @Test
  void reason_isUnspecifiedIfNoneIsGiven() throws Exception {
    send(client, rr(certificate, -1));

    assertThat(reason(certificate)).isEqualTo(RevocationReason.UNSPECIFIED);
  }

  @Test
  void unknownReason_isRejected() throws Exception {
    assertError(send(client, rr(certificate, 7)), PKIFailureInfo.badRequest, "parameter");
    assertError(send(client, rr(certificate, 11)), PKIFailureInfo.badRequest, "parameter");
    assertError(send(client, rr(certificate, 8)), PKIFailureInfo.badRequest, "not_on_hold");
    assertThat(reason(certificate)).isEqualTo(RevocationReason.REMOVE_FROM_CRL);
  }

  @Test
  void certificateOfAnother_isNotFound() throws Exception {
    CmpClient other = server.client("team-b");

    assertError(send(other, rr(certificate, 1)), PKIFailureInfo.badCertId, "certificate");
    assertError(
        send(
            client,
            new PKIBody(
                PKIBody.TYPE_REVOCATION_REQ,
                new RevReqContent(details(issuer(certificate), BigInteger.TEN, 1)))),
        PKIFailureInfo.badCertId,
        "certificate");
    assertError(
        send(
            client,
            new PKIBody(
                PKIBody.TYPE_REVOCATION_REQ,
                new RevReqContent(
                    details(new X500Name("CN=other"), certificate.getSerialNumber(), 1)))),
        PKIFailureInfo.badCertId,
        "certificate");
    assertThat(reason(certificate)).isEqualTo(RevocationReason.REMOVE_FROM_CRL);
  }

  @Test
  void certificate_revokesItselfAndNoOther() throws Exception {
    X509Certificate second = client.obtain("a.test");

    client.transaction = CmpClient.random();
    assertError(
        CmpClient.read(server.post(client.protectedBy(certificate, rr(second, 4)))),
        PKIFailureInfo.badCertId,
        "certificate");
    client.transaction = CmpClient.random();
    assertThat(
            CmpClient.read(server.post(client.protectedBy(certificate, rr(certificate, 4))))
                .getBody()
                .getType())
        .isEqualTo(PKIBody.TYPE_REVOCATION_REP);

    assertThat(reason(second)).isEqualTo(RevocationReason.REMOVE_FROM_CRL);
    assertThat(reason(certificate)).isEqualTo(RevocationReason.SUPERSEDED);
  }

  @Test
  void rrThatNamesNoneOrSeveral_isRejected() throws Exception {
    RevDetails one = details(issuer(certificate), certificate.getSerialNumber(), 1);
    assertError(
        send(
            client,
            new PKIBody(
                PKIBody.TYPE_REVOCATION_REQ, new RevReqContent(new RevDetails[] {one, one}))),
        PKIFailureInfo.badRequest,
        "malformed");
    assertError(
        send(
            client,
            new PKIBody(
                PKIBody.TYPE_REVOCATION_REQ,
                new RevReqContent(
                    new RevDetails(
                        new CertTemplateBuilder().setIssuer(issuer(certificate)).build())))),
        PKIFailureInfo.addInfoNotAvailable,
        "malformed");
  }

  @ParameterizedTest
  @ValueSource(ints = {6, 8})
  void reversibleChange_requiresMessageTime(int reason) throws Exception {
    if (reason == 8) {
      send(client, rr(certificate, 6));
    }
    RevocationReason before = reason(certificate);
    client.transaction = CmpClient.random();
    GeneralName name = new GeneralName(new X500Name("CN=x"));
    byte[] message =
        CmpClient.encoded(
            new ProtectedPKIMessageBuilder(PKIHeader.CMP_2000, name, name)
                .setTransactionID(client.transaction)
                .setSenderKID(client.component.path().id().getBytes(StandardCharsets.US_ASCII))
                .setBody(rr(certificate, reason))
                .build(client.mac(client.secret())));

    assertError(client.verified(server.post(message)), PKIFailureInfo.badTime, "time");
    assertThat(reason(certificate)).isEqualTo(before);
    assertThat(send(client, rr(certificate, reason)).getBody().getType())
        .isEqualTo(PKIBody.TYPE_REVOCATION_REP);
  }
}
