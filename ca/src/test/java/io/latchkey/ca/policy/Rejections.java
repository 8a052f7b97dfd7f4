package io.latchkey.ca.policy;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.latchkey.ca.issuance.IssuanceRejectedException;
import io.latchkey.ca.issuance.RejectionReason;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Catches rejections, to look at them. */
public final class Rejections {
  private Rejections() {}

  public static IssuanceRejectedException rejection(ThrowingCallable call) {
    IssuanceRejectedException rejected =
        catchThrowableOfType(IssuanceRejectedException.class, call);
    if (rejected == null) {
      throw new AssertionError("It was not rejected");
    }
    return rejected;
  }

  public static RejectionReason reason(ThrowingCallable call) {
    return rejection(call).reason();
  }
}
