package io.latchkey.enrolment.cmp;

import static io.latchkey.enrolment.cmp.CmpClient.assertError;
import static io.latchkey.enrolment.cmp.CmpClient.assertProblem;
import static io.latchkey.enrolment.cmp.CmpClient.body;
import static io.latchkey.enrolment.cmp.CmpClient.certificate;
import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.pki.KeyType;
import io.latchkey.pki.RevocationReason;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;
import org.bouncycastle.asn1.cmp.CertStatus;
import org.bouncycastle.asn1.cmp.ErrorMsgContent;
import org.bouncycastle.asn1.cmp.PKIBody;
import org.bouncycastle.asn1.cmp.PKIFailureInfo;
import org.bouncycastle.asn1.cmp.PKIStatus;
import org.bouncycastle.asn1.cmp.PKIStatusInfo;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.cmp.GeneralPKIMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfirmationsTest {
  @TempDir Path folder;
  private CmpFixture server;
  private CmpClient client;
  private GeneralPKIMessage response;

  @BeforeEach
  void open() {
    server = CmpFixture.open(folder);
    client = server.client("team-a");
  }

  @AfterEach
  void close() {
    server.close();
  }

  private X509Certificate issued() throws Exception {
    client.transaction = CmpClient.random();
    response = client.verified(server.post(client.protectedBySecret(client.ir("a.test"))));
    return certificate(response);
  }

  private static CertStatus accepted(X509Certificate certificate, String digest) throws Exception {
    return new CertStatus(
        MessageDigest.getInstance(digest).digest(certificate.getEncoded()), BigInteger.ZERO);
  }

  private static CertStatus withHash(
      X509Certificate certificate, String digest, AlgorithmIdentifier hash) throws Exception {
    return new CertStatus(
        MessageDigest.getInstance(digest).digest(certificate.getEncoded()),
        BigInteger.ZERO,
        null,
        hash);
  }

  private GeneralPKIMessage confirm(CertStatus... statuses) throws Exception {
    return client.verified(
        server.postToOtherNode(client.protectedBySecret(client.confirmation(statuses))));
  }

  private boolean isRevoked(X509Certificate certificate) {
    return server
        .ca()
        .find(certificate.getSerialNumber().toString(16))
        .orElseThrow()
        .status()
        .revocation()
        .isPresent();
  }

  private void sweepLater() {
    server.clock.add(CmpFixture.CONFIRM_WITHIN);
    server.revokeOverdue();
  }

  @Test
  void confirmation_keepsTheCertificate() throws Exception {
    X509Certificate certificate = issued();

    assertThat(confirm(accepted(certificate, "SHA-256")).getBody().getType())
        .isEqualTo(PKIBody.TYPE_CONFIRM);
    sweepLater();

    assertThat(isRevoked(certificate)).isFalse();
  }

  @Test
  void secondConfirmation_isRejected() throws Exception {
    CertStatus status = accepted(issued(), "SHA-256");
    confirm(status);

    assertError(confirm(status), PKIFailureInfo.certConfirmed, "replayed");
  }

  @Test
  void certificateWithoutConfirmation_isRevokedInTime() throws Exception {
    X509Certificate certificate = issued();

    server.clock.add(CmpFixture.CONFIRM_WITHIN.minusMillis(1));
    server.revokeOverdue();
    assertThat(isRevoked(certificate)).isFalse();
    server.clock.add(Duration.ofMillis(1));
    assertError(confirm(accepted(certificate, "SHA-256")), PKIFailureInfo.certRevoked, "revoked");
    server.revokeOverdue();

    assertThat(isRevoked(certificate)).isTrue();
    assertThat(server.watched).containsExactly("signed team-a", "overdue cessationOfOperation");
    server.revokeOverdue();
    assertThat(server.watched).hasSize(2);
    assertError(confirm(accepted(certificate, "SHA-256")), PKIFailureInfo.certRevoked, "revoked");
  }

  @Test
  void failureAfterTheSignature_leavesNoUnconfirmedCertificate() throws Exception {
    server.failsAfterSigning = true;

    assertProblem(server.post(client.protectedBySecret(client.ir("a.test"))), 503, "unavailable");
    sweepLater();

    assertThat(server.watched).containsExactly("signed team-a", "overdue cessationOfOperation");
  }

  @Test
  void waitTime_isRoundedUpToWholeSecond() throws Exception {
    server.clock.add(Duration.ofMillis(1));
    X509Certificate certificate = issued();
    assertThat(response.getHeader().getGeneralInfo()[0].getInfoValue())
        .isEqualTo(Responses.time(Instant.parse("2026-11-26T12:05:01Z")));

    server.clock.add(CmpFixture.CONFIRM_WITHIN);
    server.clock.add(Duration.ofMillis(998));
    assertThat(confirm(accepted(certificate, "SHA-256")).getBody().getType())
        .isEqualTo(PKIBody.TYPE_CONFIRM);
  }

  @Test
  void confirmationOvertakenByRevocation_failsAsRevoked() throws Exception {
    X509Certificate certificate = issued();
    server.beforeCall =
        (method, arguments) -> {
          if (method.equals("findBySerial")) {
            server.beforeCall = (later, more) -> {};
            sweepLater();
          }
        };

    assertError(confirm(accepted(certificate, "SHA-256")), PKIFailureInfo.certRevoked, "revoked");
    assertThat(isRevoked(certificate)).isTrue();
  }

  @Test
  void failedRevocation_doesNotBlockOthers() throws Exception {
    String first = issued().getSerialNumber().toString(16);
    X509Certificate second = issued();
    server.beforeCall =
        (method, arguments) -> {
          if (method.equals("revoke") && arguments.get(0).equals(first)) {
            throw new IllegalStateException("The record is damaged");
          }
        };

    sweepLater();

    assertThat(isRevoked(second)).isTrue();
    server.beforeCall = (method, arguments) -> {};
    sweepLater();
    assertThat(server.watched)
        .endsWith("overdue cessationOfOperation", "overdue cessationOfOperation");
  }

  @Test
  void replaysAndUnknownTransactions_countAgainstTheAddress() throws Exception {
    CertStatus status = accepted(issued(), "SHA-256");
    confirm(status);
    assertError(confirm(status), PKIFailureInfo.certConfirmed, "replayed");
    client.transaction = CmpClient.random();
    assertError(confirm(status), PKIFailureInfo.badRequest, "not_found");

    assertThat(server.failuresLeft()).isEqualTo(18);
  }

  @Test
  void confirmations_countForTheRateOfTheCaller() throws Exception {
    server.close();
    server =
        CmpFixture.limited(
            folder.resolve("limited"),
            new CmpLimits(CmpFixture.CONFIRM_WITHIN, OptionalInt.of(30)));
    client = server.client("team-a");
    X509Certificate certificate = issued();
    byte[] wrong =
        client.protectedBySecret(
            client.confirmation(new CertStatus(new byte[32], BigInteger.ZERO)));
    for (int i = 1; i < 30; i++) {
      assertThat(server.post(wrong).status()).isEqualTo(200);
    }

    assertProblem(server.post(wrong), 429, "rate");
    assertThat(server.failuresLeft()).isEqualTo(20);
    assertThat(isRevoked(certificate)).isFalse();
  }

  @Test
  void rejectedCertificate_isRevoked() throws Exception {
    X509Certificate certificate = issued();
    CertStatus rejection =
        new CertStatus(new byte[32], BigInteger.ZERO, new PKIStatusInfo(PKIStatus.rejection));

    assertThat(confirm(rejection).getBody().getType()).isEqualTo(PKIBody.TYPE_CONFIRM);

    assertThat(isRevoked(certificate)).isTrue();
    assertThat(server.watched).contains("revoked cessationOfOperation team-a");
  }

  @Test
  void confirmationWithoutStatus_rejectsTheCertificate() throws Exception {
    X509Certificate certificate = issued();

    assertThat(confirm().getBody().getType()).isEqualTo(PKIBody.TYPE_CONFIRM);

    assertThat(isRevoked(certificate)).isTrue();
  }

  @Test
  void errorOfTheClient_rejectsTheCertificate() throws Exception {
    PKIBody error =
        new PKIBody(
            PKIBody.TYPE_ERROR, new ErrorMsgContent(new PKIStatusInfo(PKIStatus.rejection)));
    X509Certificate certificate = issued();

    assertThat(client.verified(server.post(client.protectedBySecret(error))).getBody().getType())
        .isEqualTo(PKIBody.TYPE_CONFIRM);

    assertThat(isRevoked(certificate)).isTrue();
    client.transaction = CmpClient.random();
    assertError(
        client.verified(server.post(client.protectedBySecret(error))),
        PKIFailureInfo.badRequest,
        "not_found");
  }

  @Test
  void otherHash_confirmsNothing() throws Exception {
    X509Certificate certificate = issued();

    assertError(confirm(accepted(certificate, "SHA-512")), PKIFailureInfo.badCertId, "certificate");
    assertError(
        confirm(new CertStatus(new byte[32], BigInteger.ZERO)),
        PKIFailureInfo.badCertId,
        "certificate");
    sweepLater();
    assertThat(isRevoked(certificate)).isTrue();
  }

  @Test
  void hashAlg_isUsedIfItIsGiven() throws Exception {
    X509Certificate certificate = issued();
    assertError(
        confirm(
            withHash(certificate, "SHA-1", new AlgorithmIdentifier(OIWObjectIdentifiers.idSHA1))),
        PKIFailureInfo.badAlg,
        "unsupported");

    assertThat(
            confirm(
                    withHash(
                        certificate,
                        "SHA-384",
                        new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha384)))
                .getBody()
                .getType())
        .isEqualTo(PKIBody.TYPE_CONFIRM);
  }

  @Test
  void ed25519Ca_requiresConfirmationWithSha512() throws Exception {
    server.close();
    server =
        CmpFixture.open(folder.resolve("ed25519"), builder -> builder.keyType(KeyType.ED25519));
    client = server.client("team-a");
    X509Certificate certificate = issued();
    assertError(confirm(accepted(certificate, "SHA-256")), PKIFailureInfo.badCertId, "certificate");
    assertThat(confirm(accepted(certificate, "SHA-512")).getBody().getType())
        .isEqualTo(PKIBody.TYPE_CONFIRM);

    X509Certificate second = issued();
    assertThat(
            confirm(
                    withHash(
                        second,
                        "SHA-256",
                        new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256)))
                .getBody()
                .getType())
        .isEqualTo(PKIBody.TYPE_CONFIRM);
  }

  @Test
  void recipNonce_isThatOfTheResponse() throws Exception {
    CertStatus status = accepted(issued(), "SHA-256");
    PKIBody body = client.confirmation(status);

    assertError(
        client.verified(
            server.post(client.protectedBySecret(body, each -> each.setRecipNonce(new byte[16])))),
        PKIFailureInfo.badRecipientNonce,
        "nonce");
    byte[] nonce = response.getHeader().getSenderNonce().getOctets();
    assertThat(
            client
                .verified(
                    server.post(client.protectedBySecret(body, each -> each.setRecipNonce(nonce))))
                .getBody()
                .getType())
        .isEqualTo(PKIBody.TYPE_CONFIRM);
  }

  @Test
  void confirmationOfAnotherKey_isRejected() throws Exception {
    X509Certificate certificate = issued();
    for (String segment : new String[] {"team-a;id=second", "team-b"}) {
      CmpClient other = server.client(segment);
      other.transaction = client.transaction;

      assertError(
          other.verified(
              server.post(
                  other.protectedBySecret(other.confirmation(accepted(certificate, "SHA-256"))))),
          PKIFailureInfo.badRequest,
          "not_found");
    }
  }

  @Test
  void otherNumberOfRequests_isRejected() throws Exception {
    X509Certificate certificate = issued();
    CertStatus status = accepted(certificate, "SHA-256");

    assertError(confirm(status, status), PKIFailureInfo.badRequest, "malformed");
    assertError(
        confirm(new CertStatus(status.getCertHash().getOctets(), BigInteger.ONE)),
        PKIFailureInfo.badRequest,
        "malformed");
    assertThat(
            client
                .verified(
                    server.post(
                        client.protectedBySecret(
                            body(PKIBody.TYPE_CERT_REQ, client.request(client.key, "a.test")))))
                .getBody()
                .getType())
        .isEqualTo(PKIBody.TYPE_ERROR);
  }

  @Test
  void certificateThatIsRevokedAlready_endsQuietly() throws Exception {
    X509Certificate certificate = issued();
    var unused =
        server
            .ca()
            .revoke(certificate.getSerialNumber().toString(16), RevocationReason.KEY_COMPROMISE);

    sweepLater();

    assertThat(server.watched).containsExactly("signed team-a");
  }
}
