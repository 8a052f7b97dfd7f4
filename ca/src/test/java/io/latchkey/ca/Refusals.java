package io.latchkey.ca;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Catches refusals, to look at them. */
final class Refusals {
  private Refusals() {}

  static IssuanceRefusedException refusal(ThrowingCallable call) {
    IssuanceRefusedException refused = catchThrowableOfType(IssuanceRefusedException.class, call);
    if (refused == null) {
      throw new AssertionError("It was not refused");
    }
    return refused;
  }

  static RefusalReason reason(ThrowingCallable call) {
    return refusal(call).reason();
  }
}
