package io.latchkey.enrolment.cmp;

import io.latchkey.base.http.ProblemReasons;
import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.certificate.IssuedCertificate;
import io.latchkey.ca.certificate.RevocationResult;
import io.latchkey.ca.revocation.HoldLimit;
import io.latchkey.enrolment.EnrolmentReasons;
import io.latchkey.enrolment.Sender;
import io.latchkey.enrolment.cmp.CertificateRequestBodies.Identified;
import io.latchkey.enrolment.cmp.Responses.Content;
import io.latchkey.pki.Certificates;
import io.latchkey.pki.RevocationReason;
import io.latchkey.tokens.Reason;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Enumerated;
import org.bouncycastle.asn1.cmp.PKIBody;
import org.bouncycastle.asn1.cmp.PKIFailureInfo;
import org.bouncycastle.asn1.cmp.PKIStatus;
import org.bouncycastle.asn1.cmp.PKIStatusInfo;
import org.bouncycastle.asn1.cmp.RevDetails;
import org.bouncycastle.asn1.cmp.RevRepContentBuilder;
import org.bouncycastle.asn1.cmp.RevReqContent;
import org.bouncycastle.asn1.crmf.CertId;
import org.bouncycastle.asn1.crmf.CertTemplate;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.jspecify.annotations.Nullable;

/**
 * Revokes certificates of the caller ({@code rr}, RFC 9810 section 5.3.9). Safe for use by several
 * threads.
 */
final class RevocationRequests {
  private final CertificateAuthority ca;
  private final Responses responses;
  private final Clock clock;
  private final HoldLimit holds = new HoldLimit();

  RevocationRequests(CertificateAuthority ca, Responses responses, Clock clock) {
    this.ca = ca;
    this.responses = responses;
    this.clock = clock;
  }

  /** A certificate and the reason for its revocation. */
  private record Request(Identified certificate, RevocationReason reason) {}

  /** Revokes a certificate. */
  Content revoke(Authenticated sender, Sender from) throws CmpRejection {
    Request request = read(sender.message().body());
    checkTime(sender.message(), request);
    IssuedCertificate certificate = own(sender, request.certificate());
    checkRate(sender, request.reason());
    RevocationResult result =
        ca.revoke(certificate.serial(), request.reason()).orElseThrow(RevocationRequests::notFound);
    if (!result.accepted()) {
      throw result.certificate().status().revocation().isPresent()
          ? new CmpRejection(
              PKIFailureInfo.certRevoked,
              ProblemReasons.ALREADY_REVOKED,
              ProblemReasons.ALREADY_REVOKED_DETAIL)
          : new CmpRejection(
              PKIFailureInfo.badRequest,
              ProblemReasons.NOT_ON_HOLD,
              ProblemReasons.NOT_ON_HOLD_DETAIL);
    }
    if (result.changed()) {
      from.watch().revoked(result.certificate(), request.reason(), sender.caller().identity());
    }
    CertId id =
        new CertId(
            new GeneralName(Certificates.issuer(certificate.certificate())),
            new BigInteger(certificate.serial(), 16));
    return responses.of(
        new PKIBody(
            PKIBody.TYPE_REVOCATION_REP,
            new RevRepContentBuilder().add(new PKIStatusInfo(PKIStatus.granted), id).build()));
  }

  /**
   * A change that can be undone needs the time of the message: once the id of its transaction is
   * forgotten, a replay would do it again.
   */
  private static void checkTime(CmpMessage message, Request request) throws CmpRejection {
    if (request.reason().canBeUndone() && message.time().isEmpty()) {
      throw CmpRejection.counted(
          PKIFailureInfo.badTime,
          EnrolmentReasons.TIME,
          "An rr with the reason certificateHold or removeFromCRL needs a messageTime.");
    }
  }

  private void checkRate(Authenticated sender, RevocationReason reason) throws CmpRejection {
    Optional<Duration> wait = holds.take(sender.caller().limitName(), reason, clock.instant());
    if (wait.isPresent()) {
      throw CmpRejection.rate(HoldLimit.detail(), wait.get());
    }
  }

  private static Request read(ASN1Encodable body) throws CmpRejection {
    return Bodies.read(
        () -> {
          RevDetails[] all = RevReqContent.getInstance(body).toRevDetailsArray();
          if (all.length != 1) {
            throw new CmpRejection(
                PKIFailureInfo.badRequest,
                Reason.MALFORMED.wireName(),
                "An rr names exactly one certificate.");
          }
          CertTemplate named = all[0].getCertDetails();
          if (named.getIssuer() == null || named.getSerialNumber() == null) {
            throw new CmpRejection(
                PKIFailureInfo.addInfoNotAvailable,
                Reason.MALFORMED.wireName(),
                "An rr names the certificate by issuer and serialNumber.");
          }
          return new Request(
              new Identified(named.getIssuer(), named.getSerialNumber().getValue().toString(16)),
              reason(all[0].getCrlEntryDetails()));
        });
  }

  private static RevocationReason reason(@Nullable Extensions details) throws CmpRejection {
    Extension reason = details == null ? null : details.getExtension(Extension.reasonCode);
    if (reason == null) {
      return RevocationReason.UNSPECIFIED;
    }
    try {
      return RevocationReason.of(
          ASN1Enumerated.getInstance(reason.getParsedValue()).intValueExact());
    } catch (RuntimeException malformed) {
      throw new CmpRejection(
          PKIFailureInfo.badRequest,
          ProblemReasons.PARAMETER,
          "The reason has to be one of RFC 5280 section 5.3.1.");
    }
  }

  private IssuedCertificate own(Authenticated sender, Identified named) throws CmpRejection {
    return ca.findBySerial(named.serial())
        .filter(each -> Certifications.isNamed(each, named))
        .filter(
            each ->
                sender
                    .holder()
                    .map(holder -> holder.serial().equals(each.serial()))
                    .orElseGet(() -> each.isOf(sender.caller().identity())))
        .orElseThrow(RevocationRequests::notFound);
  }

  /** The same for certificates of others, so that callers learn nothing about them. */
  private static CmpRejection notFound() {
    return new CmpRejection(
        PKIFailureInfo.badCertId,
        EnrolmentReasons.CERTIFICATE,
        "The caller may revoke no such certificate: it is not one that it requested, or not the one"
            + " that protects the message.");
  }
}
