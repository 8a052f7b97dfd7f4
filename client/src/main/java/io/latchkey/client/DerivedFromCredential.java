package io.latchkey.client;

import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A value that is derived from the current credential, and derived again when the key changes. Safe
 * for use by several threads.
 *
 * @param <T> the type of the value
 */
final class DerivedFromCredential<T> implements Supplier<T> {
  private final Supplier<Credential> credential;
  private final Function<Credential, T> maker;
  private volatile Made<T> latest;

  DerivedFromCredential(Supplier<Credential> credential, Function<Credential, T> maker) {
    this.credential = credential;
    this.maker = maker;
    latest = make(credential.get());
  }

  /** Returns the value; derives it again if the key changed. */
  @Override
  public T get() {
    Credential now = credential.get();
    Made<T> known = latest;
    if (!known.of().equals(now)) {
      known = make(now);
      latest = known;
    }
    return known.value();
  }

  private Made<T> make(Credential key) {
    return new Made<>(key, maker.apply(key));
  }

  private record Made<T>(Credential of, T value) {}
}
