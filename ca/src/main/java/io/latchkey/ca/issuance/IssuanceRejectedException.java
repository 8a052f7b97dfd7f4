package io.latchkey.ca.issuance;

import io.latchkey.base.text.Printable;
import io.latchkey.pki.MalformedRequestException;
import java.io.Serial;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The authority rejected a request, because a rule of its policy does not allow it. The exception
 * has no stack trace, because rejections are frequent.
 */
public final class IssuanceRejectedException extends Exception {
  @Serial private static final long serialVersionUID = 1;
  private static final int MAX_NAME_LENGTH = 260;

  private final RejectionReason reason;
  private final String detail;
  private final String name;
  private final @Nullable Duration retryAfter;

  /** Rejects a request. */
  public IssuanceRejectedException(RejectionReason reason, String detail) {
    this(reason, detail, "");
  }

  /**
   * Rejects a name.
   *
   * @param name the rejected name; shortened, and its control characters escaped
   */
  public IssuanceRejectedException(RejectionReason reason, String detail, String name) {
    this(reason, detail, name, null);
  }

  private IssuanceRejectedException(
      RejectionReason reason, String detail, String name, @Nullable Duration retryAfter) {
    super(reason.wireName() + ": " + detail, null, false, false);
    this.reason = reason;
    this.detail = detail;
    this.name = Printable.line(name, MAX_NAME_LENGTH);
    this.retryAfter = retryAfter;
  }

  /** Rejects a request that is not well-formed. */
  public static IssuanceRejectedException of(MalformedRequestException malformed) {
    return new IssuanceRejectedException(
        RejectionReason.CSR_MALFORMED, String.valueOf(malformed.getMessage()));
  }

  /** Rejects a request because an {@link IssuanceListener} did. */
  public static IssuanceRejectedException vetoed() {
    return new IssuanceRejectedException(
        RejectionReason.VETOED, "The application that runs the CA does not allow this certificate");
  }

  /** Rejects a request because the caller has reached its rate limit. */
  public static IssuanceRejectedException rate(Duration wait) {
    return new IssuanceRejectedException(
        RejectionReason.RATE,
        "This caller has reached its limit of signatures an hour (latchkey.cert.rate)",
        "",
        wait);
  }

  /** Returns the reason. */
  public RejectionReason reason() {
    return reason;
  }

  /** Returns one fixed sentence for the caller, without any part of the request. */
  public String detail() {
    return detail;
  }

  /** Returns the rejected name, if the reason is a name: printable, at most 260 characters. */
  public Optional<String> name() {
    return name.isEmpty() ? Optional.empty() : Optional.of(name);
  }

  /** How long to wait before the next request; present for {@link RejectionReason#RATE} only. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
