package io.latchkey.enrolment.cmp;

import io.latchkey.base.http.ProblemReasons;
import io.latchkey.ca.issuance.IssuanceRejectedException;
import io.latchkey.ca.issuance.RejectionReason;
import io.latchkey.tokens.Reason;
import java.io.Serial;
import java.time.Duration;
import java.util.Optional;
import org.bouncycastle.asn1.cmp.PKIFailureInfo;
import org.jspecify.annotations.Nullable;

/**
 * A request is rejected: with a CMP error, or with an HTTP status. The message is a fixed sentence
 * that may be shown to the sender. There is no stack trace, because untrusted input causes this
 * exception.
 */
final class CmpRejection extends Exception {
  @Serial private static final long serialVersionUID = 1;

  private final int status;
  private final int failure;
  private final String reason;
  private final boolean counted;
  private final @Nullable Duration retryAfter;

  private CmpRejection(
      int status,
      int failure,
      String reason,
      String detail,
      boolean counted,
      @Nullable Duration retryAfter) {
    super(detail, null, false, false);
    this.status = status;
    this.failure = failure;
    this.reason = reason;
    this.counted = counted;
    this.retryAfter = retryAfter;
  }

  /**
   * Rejects a request with a CMP error.
   *
   * @param failure a bit of {@code PKIFailureInfo}
   * @param reason one word for programs
   */
  CmpRejection(int failure, String reason, String detail) {
    this(200, failure, reason, detail, false, null);
  }

  /** Rejects a sender that is not authenticated; this counts against its address. */
  static CmpRejection notAuthenticated(int failure, String reason, String detail) {
    return counted(failure, reason, detail);
  }

  /**
   * Rejects a message of an authenticated sender that can be a replay by another; this counts
   * against the address.
   */
  static CmpRejection counted(int failure, String reason, String detail) {
    return new CmpRejection(200, failure, reason, detail, true, null);
  }

  /** Rejects a body that is no CMP message; this counts against the address. */
  static CmpRejection noCmp(String detail) {
    return new CmpRejection(
        400, PKIFailureInfo.badDataFormat, Reason.MALFORMED.wireName(), detail, true, null);
  }

  /** Rejects an address with too many failures. */
  static CmpRejection throttled(Duration wait) {
    return new CmpRejection(
        429,
        PKIFailureInfo.notAuthorized,
        ProblemReasons.THROTTLED,
        ProblemReasons.THROTTLED_DETAIL,
        false,
        wait);
  }

  /** Rejects a caller that has sent too many requests. */
  static CmpRejection rate(String detail, Duration wait) {
    return new CmpRejection(
        429, PKIFailureInfo.notAuthorized, RejectionReason.RATE.wireName(), detail, false, wait);
  }

  /** Rejects a request that the server cannot decide now. */
  static CmpRejection unavailable(String reason, String detail, Duration wait) {
    return new CmpRejection(503, PKIFailureInfo.systemUnavail, reason, detail, false, wait);
  }

  /** Rejects a request that the CA rejected. */
  static CmpRejection of(IssuanceRejectedException rejected) {
    String detail = rejected.detail() + ".";
    int failure =
        switch (rejected.reason()) {
          case CSR_SIGNATURE -> PKIFailureInfo.badPOP;
          case CSR_MALFORMED -> PKIFailureInfo.badDataFormat;
          case WEAK_SIGNATURE -> PKIFailureInfo.badAlg;
          case NAME_NOT_ALLOWED, VETOED, RATE -> PKIFailureInfo.notAuthorized;
          case REPLAYED -> PKIFailureInfo.transactionIdInUse;
          case KEY_TOO_WEAK,
              EXTENSION_NOT_ALLOWED,
              NAME_INVALID,
              TOO_MANY_NAMES,
              NOTHING_TO_CERTIFY,
              NAMES_DIFFER,
              VALIDITY ->
              PKIFailureInfo.badCertTemplate;
        };
    return rejected
        .retryAfter()
        .map(wait -> rate(detail, wait))
        .orElseGet(() -> new CmpRejection(failure, rejected.reason().wireName(), detail));
  }

  /** Whether it counts against the address as a failed authentication. */
  boolean isFailedAuthentication() {
    return counted;
  }

  /** Whether the response is a CMP message. */
  boolean isMessage() {
    return status == 200;
  }

  /** A bit of {@code PKIFailureInfo}. */
  int failure() {
    return failure;
  }

  /** One word for programs and for the log. */
  String reason() {
    return reason;
  }

  /** The reason and one sentence for the sender. */
  String text() {
    return reason + ": " + getMessage();
  }

  /** Returns the response of a rejection that is no CMP message. */
  CmpResponse problem() {
    return CmpResponse.problem(
        status, reason, String.valueOf(getMessage()), Optional.ofNullable(retryAfter));
  }
}
