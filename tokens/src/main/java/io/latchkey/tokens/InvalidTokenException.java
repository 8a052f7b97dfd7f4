package io.latchkey.tokens;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A token was rejected. The message is a fixed sentence that may be shown to the sender: it
 * contains no part of the token and of no key. The exception has no stack trace, so that a flood of
 * tokens does not cost one for each request.
 */
public final class InvalidTokenException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Reason reason;
  private final @Nullable Duration retryAfter;
  private final boolean unknownKey;

  InvalidTokenException(Reason reason, String detail) {
    this(reason, detail, null, false);
  }

  private InvalidTokenException(
      Reason reason, String detail, @Nullable Duration retryAfter, boolean unknownKey) {
    super(detail, null, false, false);
    this.reason = reason;
    this.retryAfter = retryAfter;
    this.unknownKey = unknownKey;
  }

  InvalidTokenException ofUnknownKey() {
    return new InvalidTokenException(reason, detail(), retryAfter, true);
  }

  static InvalidTokenException malformed(String detail) {
    return new InvalidTokenException(Reason.MALFORMED, detail);
  }

  static InvalidTokenException unsupported(String detail) {
    return new InvalidTokenException(Reason.UNSUPPORTED, detail);
  }

  static InvalidTokenException revoked() {
    return new InvalidTokenException(
        Reason.REVOKED, "The certificate that signed the token is revoked.");
  }

  /** Whether a certificate is revoked is not known now. */
  static InvalidTokenException revocationUnknown(Duration retryAfter) {
    return new InvalidTokenException(
        Reason.BUSY,
        "The revocation of the certificate that signed the token cannot be checked now; try again"
            + " shortly.",
        retryAfter,
        false);
  }

  static InvalidTokenException busy(Duration retryAfter) {
    return new InvalidTokenException(
        Reason.BUSY,
        "Too many keys are being derived or looked up; try again shortly.",
        retryAfter,
        false);
  }

  /** The rule that rejected the token. */
  public Reason reason() {
    return reason;
  }

  /** A fixed sentence that may be shown to the sender. */
  public String detail() {
    return String.valueOf(getMessage());
  }

  /** The time to wait before the next attempt; present only for {@link Reason#BUSY}. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }

  /**
   * Whether {@code kid} of the token is the id of a public key that the verifier does not have. The
   * token may be valid after the key set has been fetched again.
   */
  public boolean namesUnknownKey() {
    return unknownKey;
  }
}
