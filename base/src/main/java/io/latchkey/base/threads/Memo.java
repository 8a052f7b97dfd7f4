package io.latchkey.base.threads;

import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A value that is computed from an input at the first use, and again when the input has changed.
 * Safe for use by several threads; two of them may compute the value at the same time.
 *
 * @param <I> the type of the input, such as a credential; inputs are compared with {@code equals}
 * @param <T> the type of the value
 */
public final class Memo<I, T> implements Supplier<T> {
  private final Supplier<I> input;
  private final Function<I, T> function;
  private volatile @Nullable Computed<I, T> latest;

  /**
   * Creates a memo that has computed nothing yet.
   *
   * @param input supplies the current input
   * @param function computes the value; its exceptions are thrown to the caller of {@link #get}
   */
  public Memo(Supplier<I> input, Function<I, T> function) {
    this.input = input;
    this.function = function;
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
    I now = input.get();
    Computed<I, T> known = latest;
    if (known == null || !known.from().equals(now)) {
      known = new Computed<>(now, function.apply(now));
      latest = known;
    }
    return known.value();
  }

  private record Computed<I, T>(I from, T value) {}
}
