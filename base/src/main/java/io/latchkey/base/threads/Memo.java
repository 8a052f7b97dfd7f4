package io.latchkey.base.threads;

import java.time.Clock;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A value that is computed from an input at the first use, and again when the input has changed or,
 * if the time of use is limited, when that time is over. Safe for use by several threads; two of
 * them may compute the value at the same time.
 *
 * @param <I> the type of the input, such as a credential; inputs are compared with {@code equals}
 * @param <T> the type of the value
 */
public final class Memo<I, T> implements Supplier<T> {
  private final Supplier<? extends I> input;
  private final Function<I, T> function;
  private final LongSupplier millis;
  private final long mostMillis;
  private volatile @Nullable Computed<I, T> latest;

  /**
   * Creates a memo that has computed nothing yet.
   *
   * @param input supplies the current input
   * @param function computes the value; its exceptions are thrown to the caller of {@link #get}
   */
  public Memo(Supplier<? extends I> input, Function<I, T> function) {
    this(input, function, () -> 0, Long.MAX_VALUE);
  }

  /**
   * Creates a memo that computes its value again also after a time, or if the clock was set back.
   *
   * @param most how long a value is used
   */
  public Memo(Supplier<? extends I> input, Function<I, T> function, Clock clock, Duration most) {
    this(input, function, clock::millis, most.toMillis());
  }

  private Memo(
      Supplier<? extends I> input, Function<I, T> function, LongSupplier millis, long mostMillis) {
    this.input = input;
    this.function = function;
    this.millis = millis;
    this.mostMillis = mostMillis;
  }

  /**
   * Creates a memo that has computed its first value. Exceptions of the function are thrown at
   * once.
   */
  public static <I, T> Memo<I, T> computed(Supplier<I> input, Function<I, T> function) {
    Memo<I, T> memo = new Memo<>(input, function);
    T unused = memo.get();
    return memo;
  }

  /** Returns the value for the current input. */
  @Override
  public T get() {
    long now = millis.getAsLong();
    I from = input.get();
    Computed<I, T> known = latest;
    if (known == null || !known.from().equals(from) || !isFresh(known, now)) {
      known = new Computed<>(from, function.apply(from), now);
      latest = known;
    }
    return known.value();
  }

  private boolean isFresh(Computed<I, T> known, long now) {
    return now >= known.at() && now - known.at() < mostMillis;
  }

  private record Computed<I, T>(I from, T value, long at) {}
}
