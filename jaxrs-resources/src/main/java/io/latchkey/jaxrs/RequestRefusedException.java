package io.latchkey.jaxrs;

import io.latchkey.ca.IssuanceRefusedException;
import io.latchkey.ca.RefusalReason;
import java.io.Serial;
import java.util.Optional;
import java.util.function.Function;

/**
 * A request to the CA's resources was refused, by the CA itself or before it. The message is a
 * sentence that is fit for its sender.
 */
public final class RequestRefusedException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  private final transient Optional<RefusalReason> byAuthority;
  private final transient Optional<Refusal> before;
  private final transient Optional<String> name;

  private RequestRefusedException(
      String detail,
      Optional<RefusalReason> byAuthority,
      Optional<Refusal> before,
      Optional<String> name) {
    super(detail, null, false, false);
    this.byAuthority = byAuthority;
    this.before = before;
    this.name = name;
  }

  RequestRefusedException(Refusal refusal, String detail) {
    this(detail, Optional.empty(), Optional.of(refusal), Optional.empty());
  }

  RequestRefusedException(IssuanceRefusedException refused) {
    this(refused.detail() + ".", Optional.of(refused.reason()), Optional.empty(), refused.name());
  }

  static RequestRefusedException unavailable() {
    return new RequestRefusedException(
        Refusal.UNAVAILABLE, "The store of the certificate authority does not answer.");
  }

  /** Gives what one of the two functions makes of the reason. */
  <T> T map(Function<RefusalReason, T> ofAuthority, Function<Refusal, T> ofOthers) {
    return byAuthority.map(ofAuthority).or(() -> before.map(ofOthers)).orElseThrow();
  }

  String detail() {
    return String.valueOf(getMessage());
  }

  /** The subject name that was refused, if it was one. */
  Optional<String> name() {
    return name;
  }
}
