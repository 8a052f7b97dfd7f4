package io.latchkey.client;

import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A value that is derived from the current credential, and derived again when the credential
 * changes. Safe for use by several threads.
 *
 * @param <C> the type of the credential: a key or a certificate
 * @param <T> the type of the value
 */
final class DerivedFromCredential<C, T> implements Supplier<T> {
  private final Supplier<C> credential;
  private final Function<C, T> maker;
  private volatile Made<C, T> latest;

  DerivedFromCredential(Supplier<C> credential, Function<C, T> maker) {
    this.credential = credential;
    this.maker = maker;
    latest = make(credential.get());
  }

  /** Returns the value; derives it again if the credential changed. */
  @Override
  public T get() {
    C now = credential.get();
    Made<C, T> known = latest;
    if (!known.of().equals(now)) {
      known = make(now);
      latest = known;
    }
    return known.value();
  }

  private Made<C, T> make(C key) {
    return new Made<>(key, maker.apply(key));
  }

  private record Made<C, T>(C of, T value) {}
}
