package io.latchkey.tokens;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Objects that only one thread at a time may use and that cost more to create than to use. A few of
 * them are kept, unlike with {@link ThreadLocal}, which keeps one for each thread and outlives the
 * application. Safe for use by several threads; takes no lock.
 */
final class Pool<T> {
  private static final int SLOTS = 32;

  private final AtomicReferenceArray<@Nullable T> kept = new AtomicReferenceArray<>(SLOTS);
  private final Supplier<T> create;

  Pool(Supplier<T> create) {
    this.create = create;
  }

  /** Returns an object that no other thread gets until it is given back. */
  T take() {
    T object = kept.getAndSet(slot(), null);
    return object == null ? create.get() : object;
  }

  /** Gives an object back that can be used again. An object that is not given back is discarded. */
  void giveBack(T object) {
    kept.set(slot(), object);
  }

  private static int slot() {
    return (int) Thread.currentThread().getId() & (SLOTS - 1);
  }
}
