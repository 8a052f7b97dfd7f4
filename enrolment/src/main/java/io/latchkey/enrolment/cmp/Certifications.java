package io.latchkey.enrolment.cmp;

import io.latchkey.base.text.Base64Url;
import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.certificate.IssuedCertificate;
import io.latchkey.ca.enrolment.CmpRecords.Expected;
import io.latchkey.ca.issuance.IssuanceRejectedException;
import io.latchkey.ca.issuance.IssuanceTerms;
import io.latchkey.ca.issuance.RejectionReason;
import io.latchkey.enrolment.EnrolmentReasons;
import io.latchkey.enrolment.Sender;
import io.latchkey.enrolment.cmp.CertificateRequestBodies.Identified;
import io.latchkey.enrolment.cmp.CertificateRequestBodies.Request;
import io.latchkey.enrolment.cmp.Responses.Content;
import io.latchkey.pki.Certificates;
import io.latchkey.tokens.Reason;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.cmp.CMPCertificate;
import org.bouncycastle.asn1.cmp.CMPObjectIdentifiers;
import org.bouncycastle.asn1.cmp.CertOrEncCert;
import org.bouncycastle.asn1.cmp.CertRepMessage;
import org.bouncycastle.asn1.cmp.CertResponse;
import org.bouncycastle.asn1.cmp.CertifiedKeyPair;
import org.bouncycastle.asn1.cmp.InfoTypeAndValue;
import org.bouncycastle.asn1.cmp.PKIBody;
import org.bouncycastle.asn1.cmp.PKIFailureInfo;
import org.bouncycastle.asn1.cmp.PKIStatus;
import org.bouncycastle.asn1.cmp.PKIStatusInfo;

/**
 * Signs certificates for {@code ir}, {@code cr}, {@code p10cr} and {@code kur} (RFC 9810 sections
 * 5.3.1 to 5.3.6). Safe for use by several threads.
 */
final class Certifications {
  /** How far the start of a requested validity may be ahead, because clocks differ. */
  private static final Duration AHEAD = Duration.ofMinutes(5);

  private static final String PROTOCOL = "cmp";

  private final CertificateAuthority ca;
  private final Responses responses;
  private final Duration confirmWithin;
  private final Clock clock;

  Certifications(
      CertificateAuthority ca, Responses responses, Duration confirmWithin, Clock clock) {
    this.ca = ca;
    this.responses = responses;
    this.confirmWithin = confirmWithin;
    this.clock = clock;
  }

  /** Signs a certificate. */
  Content sign(Authenticated sender, Sender from) throws CmpRejection {
    int type = sender.message().bodyType();
    Request request =
        type == PKIBody.TYPE_P10_CERT_REQ
            ? CertificateRequestBodies.ofPkcs10(sender.message().body())
            : CertificateRequestBodies.ofCrmf(sender.message().body());
    checkIssuer(request);
    if (type == PKIBody.TYPE_KEY_UPDATE_REQ) {
      checkRenewed(sender, request);
    } else if (request.renewed().isPresent()) {
      throw new CmpRejection(
          PKIFailureInfo.badRequest,
          Reason.UNSUPPORTED.wireName(),
          "Only a kur can have the control oldCertId.");
    }
    byte[] nonce = responses.nonce();
    Optional<Expected> confirmation =
        sender.message().asksForImplicitConfirmation()
            ? Optional.empty()
            : Optional.of(expected(sender, request, nonce));
    IssuanceTerms unconfirmed = terms(sender, request, from);
    IssuanceTerms terms = confirmation.map(unconfirmed::confirmedWith).orElse(unconfirmed);
    IssuedCertificate issued;
    try {
      issued = from.watch().sign(sender.caller().identity(), () -> ca.sign(request.parse(), terms));
    } catch (IssuanceRejectedException e) {
      throw CmpRejection.of(e);
    }
    return answer(sender, request, issued, nonce, confirmation);
  }

  private void checkIssuer(Request request) throws CmpRejection {
    if (request
        .issuer()
        .filter(name -> !name.equals(Certificates.subject(ca.certificate())))
        .isPresent()) {
      throw new CmpRejection(
          PKIFailureInfo.wrongAuthority,
          Reason.ISSUER.wireName(),
          "The template names another issuer.");
    }
  }

  /** A message that a certificate protects renews this certificate and no other. */
  private void checkRenewed(Authenticated sender, Request request) throws CmpRejection {
    Optional<Identified> named = request.renewed();
    if (sender.holder().isPresent()) {
      if (named.filter(each -> !isNamed(sender.holder().get(), each)).isPresent()) {
        throw new CmpRejection(
            PKIFailureInfo.badCertId,
            EnrolmentReasons.CERTIFICATE,
            "The kur names another certificate than the one that protects it.");
      }
      return;
    }
    if (named.isPresent()) {
      IssuedCertificate before =
          ca.findBySerial(named.get().serial())
              .filter(each -> isNamed(each, named.get()))
              .filter(each -> each.isOf(sender.caller().identity()))
              .orElseThrow(
                  () ->
                      new CmpRejection(
                          PKIFailureInfo.badCertId,
                          EnrolmentReasons.CERTIFICATE,
                          "The caller has requested no such certificate."));
      if (before.status().revocation().isPresent()) {
        throw new CmpRejection(
            PKIFailureInfo.certRevoked, Reason.REVOKED.wireName(), "The certificate is revoked.");
      }
    }
  }

  /** Whether a certificate has an issuer and a serial number. */
  static boolean isNamed(IssuedCertificate certificate, Identified named) {
    return certificate.serial().equals(named.serial())
        && Certificates.issuer(certificate.certificate()).equals(named.issuer());
  }

  private IssuanceTerms terms(Authenticated sender, Request request, Sender from)
      throws CmpRejection {
    IssuanceTerms terms = sender.caller().terms(PROTOCOL, from);
    if (sender.holder().isPresent()) {
      terms = terms.renewing(sender.holder().get());
    }
    Instant now = clock.instant();
    if (request.notBefore().filter(now.plus(AHEAD)::isBefore).isPresent()) {
      throw new CmpRejection(
          PKIFailureInfo.badCertTemplate,
          RejectionReason.VALIDITY.wireName(),
          "Certificates are valid at once; the template must not ask for a later start.");
    }
    // The CA counts from the current second.
    Instant second = now.truncatedTo(ChronoUnit.SECONDS);
    return request.notAfter().isPresent()
        ? terms.validFor(Duration.between(second, request.notAfter().get()))
        : terms;
  }

  private Content answer(
      Authenticated sender,
      Request request,
      IssuedCertificate issued,
      byte[] nonce,
      Optional<Expected> confirmation) {
    InfoTypeAndValue info =
        confirmation
            .map(
                expected ->
                    new InfoTypeAndValue(
                        CMPObjectIdentifiers.it_confirmWaitTime, Responses.time(expected.dueAt())))
            .orElseGet(
                () ->
                    new InfoTypeAndValue(
                        CMPObjectIdentifiers.it_implicitConfirm, DERNull.INSTANCE));
    CertResponse response =
        new CertResponse(
            new ASN1Integer(request.number()),
            new PKIStatusInfo(PKIStatus.granted),
            new CertifiedKeyPair(new CertOrEncCert(Responses.cmp(issued.certificate()))),
            null);
    int type = answerType(sender.message().bodyType());
    CMPCertificate[] trusted =
        type == PKIBody.TYPE_INIT_REP ? Responses.cmp(List.of(ca.root())) : null;
    return new Content(
        new PKIBody(type, new CertRepMessage(trusted, new CertResponse[] {response})),
        nonce,
        List.of(info),
        issued.intermediates());
  }

  /** The CA records it with the certificate, so that no failure between the two loses it. */
  private Expected expected(Authenticated sender, Request request, byte[] nonce) {
    Instant now = clock.instant();
    return new Expected(
        sender.transactionKey(),
        sender.senderKey(),
        request.number(),
        Base64Url.encode(nonce),
        secondAtOrAfter(now.plus(confirmWithin)),
        now.plus(Transactions.REMEMBERED));
  }

  /** The response tells the time in whole seconds. */
  private static Instant secondAtOrAfter(Instant instant) {
    Instant second = instant.truncatedTo(ChronoUnit.SECONDS);
    return second.equals(instant) ? second : second.plusSeconds(1);
  }

  private static int answerType(int requestType) {
    return switch (requestType) {
      case PKIBody.TYPE_INIT_REQ -> PKIBody.TYPE_INIT_REP;
      case PKIBody.TYPE_KEY_UPDATE_REQ -> PKIBody.TYPE_KEY_UPDATE_REP;
      default -> PKIBody.TYPE_CERT_REP;
    };
  }
}
