package io.latchkey.tokens;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A token was refused. Says why in a fixed sentence that is fit for strangers: it holds nothing of
 * the token and of no key. Has no stack trace, since whoever floods a server must not make it fill
 * one for each request.
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

  static InvalidTokenException busy(Duration retryAfter) {
    return new InvalidTokenException(
        Reason.BUSY,
        "Too many keys are being derived or looked up; try again shortly.",
        retryAfter,
        false);
  }

  /** Which rule refused the token. */
  public Reason reason() {
    return reason;
  }

  /** One fixed sentence, fit for the caller. */
  public String detail() {
    return String.valueOf(getMessage());
  }

  /** How long to wait before another try; present for {@link Reason#BUSY} only. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }

  /**
   * Whether the token names in its {@code kid} a public key that the verifier does not have: then
   * it may be a good one once the keys are fetched anew.
   */
  public boolean namesUnknownKey() {
    return unknownKey;
  }
}
