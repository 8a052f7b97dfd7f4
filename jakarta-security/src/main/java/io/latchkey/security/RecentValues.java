package io.latchkey.security;

import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Keeps the values of the keys that were used last. Making or closing a value does not delay the
 * users of other keys. Safe for use by several threads.
 */
final class RecentValues<K, V> implements AutoCloseable {
  private final int most;
  private final Function<K, V> maker;
  private final Consumer<V> closer;
  private final Map<K, CompletableFuture<V>> kept = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * @param most the maximum number of kept values
   * @param maker makes the value of a key; if it fails, the next user of the key tries again
   * @param closer closes a value that is no longer kept; its users may go on using it
   */
  RecentValues(int most, Function<K, V> maker, Consumer<V> closer) {
    this.most = most;
    this.maker = maker;
    this.closer = closer;
  }

  /** Returns the value of a key. Users of one key wait for the thread that makes its value. */
  V get(K key) {
    CompletableFuture<V> own = new CompletableFuture<>();
    CompletableFuture<V> found;
    Optional<CompletableFuture<V>> dropped;
    synchronized (kept) {
      found = kept.computeIfAbsent(key, absent -> own);
      dropped = dropOldest();
    }
    if (found == own) {
      make(key, own);
    }
    dropped.ifPresent(this::close);
    return result(found);
  }

  private Optional<CompletableFuture<V>> dropOldest() {
    if (kept.size() <= most) {
      return Optional.empty();
    }
    Iterator<CompletableFuture<V>> leastRecent = kept.values().iterator();
    CompletableFuture<V> oldest = leastRecent.next();
    leastRecent.remove();
    return Optional.of(oldest);
  }

  private void make(K key, CompletableFuture<V> own) {
    try {
      own.complete(maker.apply(key));
    } catch (RuntimeException | Error e) { // the waiting threads fail with the same problem
      synchronized (kept) {
        kept.remove(key, own);
      }
      own.completeExceptionally(e);
    }
  }

  private static <V> V result(CompletableFuture<V> value) {
    try {
      return value.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException problem) {
        throw problem;
      }
      throw e;
    }
  }

  /** Closes a value, at once or when it is made. */
  private void close(CompletableFuture<V> value) {
    CompletableFuture<Void> unused = value.thenAccept(closer);
  }

  @Override
  public void close() {
    Collection<CompletableFuture<V>> all;
    synchronized (kept) {
      all = List.copyOf(kept.values());
      kept.clear();
    }
    all.forEach(this::close);
  }
}
