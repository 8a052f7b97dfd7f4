package io.latchkey.ca.policy;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.latchkey.ca.IssuanceRefusedException;
import io.latchkey.ca.RefusalReason;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Catches refusals, to look at them. */
public final class Refusals {
  private Refusals() {}

  public static IssuanceRefusedException refusal(ThrowingCallable call) {
    IssuanceRefusedException refused = catchThrowableOfType(IssuanceRefusedException.class, call);
    if (refused == null) {
      throw new AssertionError("It was not refused");
    }
    return refused;
  }

  public static RefusalReason reason(ThrowingCallable call) {
    return refusal(call).reason();
  }
}
