package io.latchkey.jaxrs;

import io.latchkey.ca.IssuanceRefusedException;
import java.io.Serial;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request to the CA's resources was refused. The message is a sentence that is fit for its
 * sender.
 */
public final class RequestRefusedException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  private final Refusal refusal;
  private final @Nullable String name;

  RequestRefusedException(Refusal refusal, String detail) {
    this(refusal, detail, null);
  }

  private RequestRefusedException(Refusal refusal, String detail, @Nullable String name) {
    super(detail, null, false, false);
    this.refusal = refusal;
    this.name = name;
  }

  static RequestRefusedException of(IssuanceRefusedException refused) {
    return new RequestRefusedException(
        Refusal.of(refused.reason()), refused.detail(), refused.name().orElse(null));
  }

  static RequestRefusedException unavailable() {
    return new RequestRefusedException(
        Refusal.UNAVAILABLE, "The store of the certificate authority does not answer.");
  }

  Refusal refusal() {
    return refusal;
  }

  String detail() {
    return String.valueOf(getMessage());
  }

  /** The subject name that was refused, if it was one. */
  Optional<String> name() {
    return Optional.ofNullable(name);
  }
}
