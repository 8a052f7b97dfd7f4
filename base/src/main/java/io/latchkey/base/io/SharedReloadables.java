package io.latchkey.base.io;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Reloadable values that several parts of an application use, so that each file is read once and
 * each change gives one line in the log. A value exists for as long as it has users. Safe for use
 * by several threads.
 *
 * @param <K> says where a value comes from; equal keys share one value
 * @param <T> the type of the values
 */
public final class SharedReloadables<K, T> {
  private final Map<K, Shared<T>> inUse = new HashMap<>();

  /** Begins without values. */
  public SharedReloadables() {}

  /**
   * Returns the value that others use under the same key; makes it if there is none. Users of one
   * key wait for the thread that makes its value; users of other keys do not.
   *
   * @param maker makes the value; if it fails, the next of the waiting users tries its own maker
   * @return to be closed when the value is no longer needed
   * @throws RuntimeException if {@code maker} does; then there is no new user
   */
  public Use<T> open(K key, Supplier<Reloadable<T>> maker) {
    Shared<T> own = new Shared<>();
    while (true) {
      Shared<T> found = enter(key, own);
      if (found == own) {
        return new Use<>(make(key, own, maker), () -> leave(key, own));
      }
      Optional<Reloadable<T>> value = found.value.join();
      if (value.isPresent()) {
        return new Use<>(value.get(), () -> leave(key, found));
      }
    }
  }

  private synchronized Shared<T> enter(K key, Shared<T> own) {
    Shared<T> shared = inUse.computeIfAbsent(key, absent -> own);
    shared.users++;
    return shared;
  }

  /** Runs outside of the lock, because a file system may hang. */
  private Reloadable<T> make(K key, Shared<T> own, Supplier<Reloadable<T>> maker) {
    try {
      Reloadable<T> made = maker.get();
      own.value.complete(Optional.of(made));
      return made;
    } catch (RuntimeException | Error e) {
      synchronized (this) {
        inUse.remove(key, own);
      }
      own.value.complete(Optional.empty());
      throw e;
    }
  }

  private void leave(K key, Shared<T> shared) {
    synchronized (this) {
      shared.users--;
      if (shared.users > 0) {
        return;
      }
      inUse.remove(key, shared);
    }
    // Outside of the lock, because it may wait for a file system. The value is made.
    shared.value.join().ifPresent(Reloadable::close);
  }

  /** A value, and how many use it or wait for it. */
  private static final class Shared<T> {
    /** Empty if the value could not be made. */
    private final CompletableFuture<Optional<Reloadable<T>>> value = new CompletableFuture<>();

    private int users;
  }

  /**
   * The use of a value by one part of an application. Safe for use by several threads.
   *
   * @param <T> the type of the value
   */
  public static final class Use<T> implements AutoCloseable {
    private final Reloadable<T> value;
    private final Runnable end;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Use(Reloadable<T> value, Runnable end) {
      this.value = value;
      this.end = end;
    }

    /** The value, which is not to be closed. */
    public Reloadable<T> value() {
      return value;
    }

    /** Ends the use; the last user ends the polling of the files. */
    @Override
    public void close() {
      if (!closed.getAndSet(true)) {
        end.run();
      }
    }
  }
}
