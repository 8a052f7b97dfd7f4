package io.latchkey.client;

import io.latchkey.tokens.PreSharedKey;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A value that is derived from the current pre-shared key, and derived again when the key changes.
 * Safe for use by several threads.
 *
 * @param <T> the type of the value
 */
final class PskDerived<T> implements Supplier<T> {
  private final Supplier<PreSharedKey> psk;
  private final Function<PreSharedKey, T> maker;
  private volatile Made<T> latest;

  PskDerived(Supplier<PreSharedKey> psk, Function<PreSharedKey, T> maker) {
    this.psk = psk;
    this.maker = maker;
    latest = make(psk.get());
  }

  /** Returns the value; derives it again if the key changed. */
  @Override
  public T get() {
    PreSharedKey now = psk.get();
    Made<T> known = latest;
    if (!known.of().equals(now)) {
      known = make(now);
      latest = known;
    }
    return known.value();
  }

  private Made<T> make(PreSharedKey key) {
    return new Made<>(key, maker.apply(key));
  }

  private record Made<T>(PreSharedKey of, T value) {}
}
