package io.latchkey.enrolment.cmp;

import io.latchkey.base.http.MediaTypes;
import io.latchkey.base.http.ProblemReasons;
import io.latchkey.base.http.RetryAfter;
import io.latchkey.base.rate.HourlyLimit;
import io.latchkey.ca.AuthorityUnavailableException;
import io.latchkey.ca.CertificateAuthority;
import io.latchkey.enrolment.CertificateHolders;
import io.latchkey.enrolment.EnrolmentCallers;
import io.latchkey.enrolment.EnrolmentReasons;
import io.latchkey.enrolment.Sender;
import io.latchkey.enrolment.cmp.Responses.Content;
import io.latchkey.pki.Certificates;
import io.latchkey.tokens.ComponentKeys;
import io.latchkey.tokens.KeyDerivationLimiter;
import io.latchkey.tokens.Reason;
import io.latchkey.tokens.component.ComponentUse;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.bouncycastle.asn1.cmp.PKIBody;
import org.bouncycastle.asn1.cmp.PKIFailureInfo;
import org.bouncycastle.asn1.cmp.PKIHeader;

/**
 * A CMP server (RFC 9810, RFC 9811). Messages are protected with the secret of a component key;
 * {@code kur}, {@code rr} and the {@code certConf} of a {@code kur} also with the certificate that
 * they are about. Several servers that share the database of the authority act as one. Safe for use
 * by several threads.
 */
public final class CmpServer {
  /** How far the time in a message may differ from the clock of this server. */
  static final Duration MAX_DIFFERENCE = Duration.ofMinutes(5);

  private final CertificateAuthority ca;
  private final Responses responses;
  private final Senders senders;
  private final Transactions transactions;
  private final Certifications certifications;
  private final Confirmations confirmations;
  private final RevocationRequests revocations;
  private final Information information;
  private final Clock clock;

  /**
   * Creates a server. {@link UnconfirmedCertificates} has to run as well.
   *
   * @param ca signs the certificates and keeps the transactions
   * @param keys supplies the current component keys
   * @param derivations limits the derivations with many rounds
   */
  public CmpServer(
      CertificateAuthority ca,
      Supplier<ComponentKeys> keys,
      KeyDerivationLimiter derivations,
      CmpLimits limits,
      Clock clock) {
    this.ca = ca;
    this.clock = clock;
    this.responses = new Responses(new SecureRandom(), clock);
    EnrolmentCallers callers = new EnrolmentCallers(keys, ComponentUse.CMP);
    this.senders =
        new Senders(ca, callers, new CertificateHolders(ca, callers, clock), derivations);
    this.transactions =
        new Transactions(ca.enrolment().cmp(), new HourlyLimit(limits.requestsPerHour()), clock);
    this.certifications = new Certifications(ca, responses, limits.confirmWithin(), clock);
    this.confirmations = new Confirmations(ca, responses, transactions, clock);
    this.revocations = new RevocationRequests(ca, responses, clock);
    this.information = new Information(ca, responses);
  }

  /**
   * Answers a request. Untrusted input causes no exception.
   *
   * @throws RuntimeException if the CA or its key fails in another way than {@link
   *     AuthorityUnavailableException}, which is answered with 503
   */
  public CmpResponse answer(CmpRequest request, Sender from) {
    CmpMessage message;
    try {
      checkType(request);
      message = CmpMessage.parse(request.body());
    } catch (CmpRejection rejection) {
      return answer(rejection, from);
    }
    AtomicReference<Protection> protection = new AtomicReference<>();
    try {
      Content content;
      try {
        content = answer(message, from, protection);
      } catch (CmpRejection rejection) {
        if (!rejection.isMessage()) {
          return answer(rejection, from);
        }
        count(rejection, from);
        content = responses.error(rejection);
      }
      return CmpResponse.message(
          responses.write(
              message,
              content,
              Optional.ofNullable(protection.get()),
              Certificates.subject(ca.certificate())));
    } catch (AuthorityUnavailableException e) {
      return CmpRejection.unavailable(
              ProblemReasons.UNAVAILABLE, ProblemReasons.UNAVAILABLE_DETAIL, RetryAfter.DEFAULT)
          .problem();
    }
  }

  private static CmpResponse answer(CmpRejection rejection, Sender from) {
    count(rejection, from);
    return rejection.problem();
  }

  private static void count(CmpRejection rejection, Sender from) {
    if (rejection.isFailedAuthentication()) {
      from.recordFailure(rejection.reason());
    }
  }

  private static void checkType(CmpRequest request) throws CmpRejection {
    String type = CmpResponse.MEDIA_TYPE;
    if (request.contentType().filter(given -> MediaTypes.isOfType(given, type)).isEmpty()) {
      throw CmpRejection.noCmp(EnrolmentReasons.contentTypeDetail(type));
    }
  }

  private Content answer(CmpMessage message, Sender from, AtomicReference<Protection> protection)
      throws CmpRejection {
    if (message.version() != PKIHeader.CMP_2000 && message.version() != PKIHeader.CMP_2021) {
      throw CmpRejection.notAuthenticated(
          PKIFailureInfo.unsupportedVersion,
          Reason.UNSUPPORTED.wireName(),
          "The pvno has to be 2 or 3.");
    }
    Kind kind = kind(message);
    Authenticated sender = senders.authenticate(message, from, protection);
    checkTime(message);
    if (kind == Kind.CONFIRMATION) {
      return confirmations.confirm(sender, from);
    }
    if (kind == Kind.ERROR) {
      return confirmations.reject(sender, from);
    }
    transactions.begin(sender, from, kind == Kind.CERTIFICATION);
    return switch (kind) {
      case CERTIFICATION -> certifications.sign(sender, from);
      case REVOCATION -> revocations.revoke(sender, from);
      default -> information.answer(sender);
    };
  }

  private enum Kind {
    CERTIFICATION,
    CONFIRMATION,
    ERROR,
    REVOCATION,
    INFORMATION
  }

  private static Kind kind(CmpMessage message) throws CmpRejection {
    return switch (message.bodyType()) {
      case PKIBody.TYPE_INIT_REQ,
          PKIBody.TYPE_CERT_REQ,
          PKIBody.TYPE_KEY_UPDATE_REQ,
          PKIBody.TYPE_P10_CERT_REQ ->
          Kind.CERTIFICATION;
      case PKIBody.TYPE_CERT_CONFIRM -> Kind.CONFIRMATION;
      case PKIBody.TYPE_ERROR -> Kind.ERROR;
      case PKIBody.TYPE_REVOCATION_REQ -> Kind.REVOCATION;
      case PKIBody.TYPE_GEN_MSG -> Kind.INFORMATION;
      default ->
          throw CmpRejection.notAuthenticated(
              PKIFailureInfo.badRequest,
              Reason.UNSUPPORTED.wireName(),
              "This server does not answer messages of this type.");
    };
  }

  private void checkTime(CmpMessage message) throws CmpRejection {
    Instant now = clock.instant();
    boolean differs =
        message
            .time()
            .map(time -> Duration.between(time, now).abs())
            .filter(difference -> difference.compareTo(MAX_DIFFERENCE) > 0)
            .isPresent();
    if (differs) {
      throw CmpRejection.counted(
          PKIFailureInfo.badTime,
          EnrolmentReasons.TIME,
          "The messageTime differs by more than 5 minutes from the clock of this server.");
    }
  }
}
