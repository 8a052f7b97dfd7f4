package io.latchkey.base.io;

import java.util.HashMap;
import java.util.Map;
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
   * Returns the value that others use under the same key; makes it if there is none.
   *
   * @param maker makes the value
   * @return to be closed when the value is no longer needed
   * @throws RuntimeException if {@code maker} does; then there is no new user
   */
  public synchronized Use<T> open(K key, Supplier<Reloadable<T>> maker) {
    Shared<T> shared = inUse.get(key);
    if (shared == null) {
      shared = new Shared<>(maker.get());
      inUse.put(key, shared);
    }
    shared.users++;
    Shared<T> opened = shared;
    return new Use<>(opened.value, () -> leave(key, opened));
  }

  private void leave(K key, Shared<T> shared) {
    synchronized (this) {
      shared.users--;
      if (shared.users > 0) {
        return;
      }
      inUse.remove(key);
    }
    shared.value.close(); // outside of the lock, because it may wait for a file system
  }

  private static final class Shared<T> {
    private final Reloadable<T> value;
    private int users;

    Shared(Reloadable<T> value) {
      this.value = value;
    }
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
