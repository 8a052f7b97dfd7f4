package io.latchkey.ca;

import java.io.Serial;
import java.util.Optional;

/**
 * A certificate was not issued, for a reason that lies with the request. It carries no stack trace:
 * refusing is an everyday answer.
 */
public final class IssuanceRefusedException extends Exception {
  @Serial private static final long serialVersionUID = 1;
  private static final int MAX_NAME_LENGTH = 260;

  private final RefusalReason reason;
  private final String detail;
  private final String name;

  IssuanceRefusedException(RefusalReason reason, String detail) {
    this(reason, detail, "");
  }

  /**
   * @param name the name that was refused; shortened, and its control characters escaped
   */
  IssuanceRefusedException(RefusalReason reason, String detail, String name) {
    super(reason.wireName() + ": " + detail, null, false, false);
    this.reason = reason;
    this.detail = detail;
    this.name = Printable.line(name, MAX_NAME_LENGTH);
  }

  /** Why. */
  public RefusalReason reason() {
    return reason;
  }

  /** One fixed sentence, fit for strangers: it repeats nothing of the request. */
  public String detail() {
    return detail;
  }

  /** The name that was refused, when it is about one; printable and at most 260 characters long. */
  public Optional<String> name() {
    return name.isEmpty() ? Optional.empty() : Optional.of(name);
  }
}
