package io.latchkey.enrolment;

import io.latchkey.tokens.Reason;
import java.io.Serial;

/**
 * The component key of a caller does not authenticate it, or does not allow enrolment. The message
 * is a fixed sentence that may be shown to the sender. There is no stack trace, because untrusted
 * input causes this exception.
 */
public final class CallerRejectedException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  private final String reason;
  private final Kind kind;

  /** What the sender can do about it. */
  public enum Kind {
    /** The message is malformed. */
    MALFORMED,
    /** The sender did not prove that it has a key that is accepted. */
    NOT_AUTHENTICATED,
    /** The key is accepted, but does not allow this. */
    NOT_ALLOWED,
    /** The server cannot decide now. */
    BUSY
  }

  CallerRejectedException(Kind kind, String reason, String detail) {
    super(detail, null, false, false);
    this.kind = kind;
    this.reason = reason;
  }

  /** Rejects a message that is malformed. */
  public static CallerRejectedException malformed(String detail) {
    return new CallerRejectedException(Kind.MALFORMED, Reason.MALFORMED.wireName(), detail);
  }

  /** Rejects a sender that did not prove what it claims. */
  public static CallerRejectedException notAuthenticated(String reason, String detail) {
    return new CallerRejectedException(Kind.NOT_AUTHENTICATED, reason, detail);
  }

  /** Whether the rejection counts as a failed authentication of the address. */
  public boolean isFailedAuthentication() {
    return kind == Kind.MALFORMED || kind == Kind.NOT_AUTHENTICATED;
  }

  /** What the sender can do about it. */
  public Kind kind() {
    return kind;
  }

  /** The {@code reason} of a problem document, such as {@code revoked}. */
  public String reason() {
    return reason;
  }

  /** One sentence for the sender. */
  public String detail() {
    return String.valueOf(getMessage());
  }
}
