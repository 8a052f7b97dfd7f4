package io.latchkey.enrolment.cmp;

import io.latchkey.base.http.ProblemReasons;
import io.latchkey.base.text.Base64Url;
import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.certificate.IssuedCertificate;
import io.latchkey.ca.certificate.RevocationResult;
import io.latchkey.ca.enrolment.CmpRecords;
import io.latchkey.ca.enrolment.CmpRecords.Confirmation;
import io.latchkey.ca.enrolment.CmpRecords.Found;
import io.latchkey.ca.enrolment.CmpRecords.State;
import io.latchkey.ca.issuance.RejectionReason;
import io.latchkey.enrolment.EnrolmentReasons;
import io.latchkey.enrolment.Sender;
import io.latchkey.enrolment.cmp.Responses.Content;
import io.latchkey.pki.Certificates;
import io.latchkey.pki.RevocationReason;
import io.latchkey.tokens.Reason;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.cmp.CertConfirmContent;
import org.bouncycastle.asn1.cmp.CertStatus;
import org.bouncycastle.asn1.cmp.ErrorMsgContent;
import org.bouncycastle.asn1.cmp.PKIBody;
import org.bouncycastle.asn1.cmp.PKIConfirmContent;
import org.bouncycastle.asn1.cmp.PKIFailureInfo;
import org.bouncycastle.asn1.cmp.PKIStatus;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;

/**
 * Confirmations of certificates ({@code certConf}, RFC 9810 section 5.3.18), and the revocation of
 * certificates that are rejected. Safe for use by several threads.
 */
final class Confirmations {
  static final RevocationReason UNCONFIRMED = RevocationReason.CESSATION_OF_OPERATION;

  private static final Map<ASN1ObjectIdentifier, String> DIGESTS =
      Map.of(
          NISTObjectIdentifiers.id_sha256, "SHA-256",
          NISTObjectIdentifiers.id_sha384, "SHA-384",
          NISTObjectIdentifiers.id_sha512, "SHA-512");

  private final CertificateAuthority ca;
  private final CmpRecords records;
  private final Responses responses;
  private final Transactions transactions;
  private final Clock clock;

  Confirmations(
      CertificateAuthority ca, Responses responses, Transactions transactions, Clock clock) {
    this.ca = ca;
    this.records = ca.enrolment().cmp();
    this.responses = responses;
    this.transactions = transactions;
    this.clock = clock;
  }

  /** Takes the confirmation of a certificate, or its rejection. */
  Content confirm(Authenticated sender, Sender from) throws CmpRejection {
    List<CertStatus> statuses =
        Bodies.read(
            () ->
                List.of(
                    CertConfirmContent.getInstance(sender.message().body()).toCertStatusArray()));
    if (statuses.size() > 1) {
      throw new CmpRejection(
          PKIFailureInfo.badRequest,
          Reason.MALFORMED.wireName(),
          "A certConf confirms one certificate.");
    }
    Confirmation expected = expected(sender);
    checkNonce(sender, expected);
    IssuedCertificate certificate =
        ca.findBySerial(expected.serial()).orElseThrow(Confirmations::unknown);
    // A certConf without a status rejects all certificates of the transaction.
    if (statuses.isEmpty() || isRejection(statuses.get(0), expected)) {
      revoke(sender, certificate, from);
    } else {
      checkHash(statuses.get(0), certificate);
    }
    return ended(expected);
  }

  /** Takes the error of a client, which rejects the certificate (RFC 9483 section 3.6.1). */
  Content reject(Authenticated sender, Sender from) throws CmpRejection {
    ErrorMsgContent unused =
        Bodies.read(() -> ErrorMsgContent.getInstance(sender.message().body()));
    Confirmation expected = expected(sender);
    checkNonce(sender, expected);
    revoke(sender, ca.findBySerial(expected.serial()).orElseThrow(Confirmations::unknown), from);
    return ended(expected);
  }

  private Content ended(Confirmation expected) throws CmpRejection {
    if (!records.end(expected.transaction())) {
      // Another message, or the end of the time, was faster.
      boolean ended =
          records
              .find(expected.transaction())
              .filter(found -> found.state() == State.ENDED)
              .isPresent();
      throw ended ? confirmed() : overdue();
    }
    return responses.of(new PKIBody(PKIBody.TYPE_CONFIRM, new PKIConfirmContent()));
  }

  /** Replays count against the address and not against the caller, who did not send them. */
  private Confirmation expected(Authenticated sender) throws CmpRejection {
    Found found =
        records
            .find(sender.transactionKey())
            .filter(each -> each.confirmation().sender().equals(sender.senderKey()))
            .orElseThrow(Confirmations::unknown);
    if (found.state() == State.ENDED) {
      throw confirmed();
    }
    if (found.state() == State.OVERDUE || !clock.instant().isBefore(found.confirmation().dueAt())) {
      throw overdue();
    }
    transactions.checkRate(sender);
    return found.confirmation();
  }

  private static CmpRejection overdue() {
    return CmpRejection.counted(
        PKIFailureInfo.certRevoked,
        Reason.REVOKED.wireName(),
        "The certificate was not confirmed in time and is revoked.");
  }

  private static CmpRejection unknown() {
    return CmpRejection.counted(
        PKIFailureInfo.badRequest,
        ProblemReasons.NOT_FOUND,
        "There is no certificate to confirm in this transaction.");
  }

  private static CmpRejection confirmed() {
    return CmpRejection.counted(
        PKIFailureInfo.certConfirmed,
        RejectionReason.REPLAYED.wireName(),
        "The certificate was confirmed already.");
  }

  private static void checkNonce(Authenticated sender, Confirmation expected) throws CmpRejection {
    ASN1OctetString nonce = sender.message().header().getRecipNonce();
    if (nonce != null && !Base64Url.encode(nonce.getOctets()).equals(expected.nonce())) {
      throw new CmpRejection(
          PKIFailureInfo.badRecipientNonce,
          EnrolmentReasons.NONCE,
          "The recipNonce is not the senderNonce of the last response.");
    }
  }

  private static boolean isRejection(CertStatus status, Confirmation expected) throws CmpRejection {
    int number = Bodies.read(() -> status.getCertReqId().intValueExact());
    if (number != expected.request()) {
      throw new CmpRejection(
          PKIFailureInfo.badRequest,
          Reason.MALFORMED.wireName(),
          "The certReqId is not the number of the request.");
    }
    return Bodies.read(
        () ->
            status.getStatusInfo() != null
                && status.getStatusInfo().getStatus().intValueExact() != PKIStatus.GRANTED
                && status.getStatusInfo().getStatus().intValueExact()
                    != PKIStatus.GRANTED_WITH_MODS);
  }

  private void revoke(Authenticated sender, IssuedCertificate certificate, Sender from) {
    ca.revoke(certificate.serial(), UNCONFIRMED)
        .filter(RevocationResult::accepted)
        .ifPresent(
            result ->
                from.watch()
                    .revoked(result.certificate(), UNCONFIRMED, sender.caller().identity()));
  }

  private static void checkHash(CertStatus status, IssuedCertificate certificate)
      throws CmpRejection {
    byte[] hash = Bodies.read(() -> status.getCertHash().getOctets());
    byte[] der = Certificates.der(certificate.certificate());
    if (!MessageDigest.isEqual(digest(algorithm(status, certificate), der), hash)) {
      throw new CmpRejection(
          PKIFailureInfo.badCertId,
          EnrolmentReasons.CERTIFICATE,
          "The certHash is not the digest of the certificate.");
    }
  }

  private static byte[] digest(String algorithm, byte[] der) {
    try {
      return MessageDigest.getInstance(algorithm).digest(der);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java runtime has " + algorithm, e);
    }
  }

  /** The digest of the certificate's signature; SHA-512 for Ed25519 (RFC 9481 section 3.3). */
  private static String algorithm(CertStatus status, IssuedCertificate certificate)
      throws CmpRejection {
    Optional<String> named =
        Bodies.read(() -> Optional.ofNullable(status.getHashAlg()))
            .map(given -> DIGESTS.getOrDefault(given.getAlgorithm(), ""));
    String signature = certificate.certificate().getSigAlgName();
    String algorithm =
        named.orElseGet(
            () ->
                Stream.of("SHA256", "SHA384", "SHA512")
                    .filter(signature::startsWith)
                    .findFirst()
                    .map(name -> name.replace("SHA", "SHA-"))
                    .orElseGet(
                        () ->
                            signature.equals("Ed25519") || signature.equals("EdDSA")
                                ? "SHA-512"
                                : ""));
    if (algorithm.isEmpty()) {
      throw new CmpRejection(
          PKIFailureInfo.badAlg,
          Reason.UNSUPPORTED.wireName(),
          "The hashAlg has to be SHA-256, SHA-384 or SHA-512.");
    }
    return algorithm;
  }
}
