package io.latchkey.tokens;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * The public keys in a JWK set (RFC 7517 section 5) at an {@code https} URL. It is fetched every
 * hour, and at once when a token names a key that is not in it, but not within a minute of the time
 * before; when that fails it is tried again every minute, and the last good set stays in use. A set
 * is at most 256 KiB long and a fetch takes at most 10 seconds; redirects are refused.
 *
 * <p>Safe for use by several threads. Nobody waits for a fetch but {@link #start}, and, in a
 * bounded number, those who ask by {@link #refresh} for a key that is not there.
 */
public final class RemoteKeySet implements AutoCloseable {
  static final Duration REFRESH = Duration.ofHours(1);
  static final Duration PAUSE = Duration.ofMinutes(1);

  private static final Duration LOOK = Duration.ofSeconds(10);
  private static final Duration START = Duration.ofSeconds(10);
  private static final Duration WAIT = Duration.ofSeconds(5);
  private static final int MAX_WAITING = 32;

  private final URI uri;
  private final Source source;
  private final LongSupplier nanoTime;
  private final ScheduledExecutorService fetcher =
      Executors.newSingleThreadScheduledExecutor(
          run -> {
            Thread thread = new Thread(run, "latchkey-jwk-set");
            thread.setDaemon(true);
            return thread;
          });
  private final Semaphore places = new Semaphore(MAX_WAITING);

  private volatile List<VerificationKey> keys = List.of();

  // Guarded by this.
  private CompletableFuture<Void> underWay = CompletableFuture.completedFuture(null);
  private Listener listener = new Listener() {};
  private boolean attempted;
  private boolean failing;
  private long lastAttempt;

  RemoteKeySet(URI uri, Source source, LongSupplier nanoTime) {
    this.uri = uri;
    this.source = source;
    this.nanoTime = nanoTime;
  }

  /**
   * Names a set; fetches nothing yet.
   *
   * @throws IllegalArgumentException if it is no {@code https} URL, or has a user name in it; the
   *     message goes on a sentence that begins with the URL's name
   */
  public static RemoteKeySet of(String url) {
    return of(url, System::nanoTime);
  }

  /**
   * The same, with what tells how much time has passed, as {@link System#nanoTime} does: in
   * nanoseconds from any moment on.
   */
  public static RemoteKeySet of(String url, LongSupplier nanoTime) {
    URI uri = HttpsDocument.checked(url);
    return new RemoteKeySet(uri, new HttpsDocument(uri), nanoTime);
  }

  /**
   * Fetches the set for the first time, and from now on as it has to be. Returns when there is an
   * answer, or after 10 seconds without one, and does not fail when there is none.
   */
  public void start(Listener whoListens) {
    synchronized (this) {
      listener = whoListens;
    }
    await(fetchNow(), START);
    var unused =
        fetcher.scheduleWithFixedDelay(
            this::fetchIfDue, LOOK.toSeconds(), LOOK.toSeconds(), TimeUnit.SECONDS);
  }

  /** The keys of the last good set; none before there was one. */
  public List<VerificationKey> keys() {
    return keys;
  }

  /**
   * Fetches the set because a token names a key that is not in it, unless that was done within the
   * last minute. Waits for the answer, for at most 5 seconds.
   *
   * @return whether a fetch has ended since; false at once when too many wait already
   */
  public boolean refresh() {
    CompletableFuture<Void> fetch;
    synchronized (this) {
      boolean recent = attempted && nanoTime.getAsLong() - lastAttempt < PAUSE.toNanos();
      if (recent && underWay.isDone()) {
        return false;
      }
      fetch = fetchNow();
    }
    if (!places.tryAcquire()) {
      return false;
    }
    try {
      return await(fetch, WAIT);
    } finally {
      places.release();
    }
  }

  private static boolean await(CompletableFuture<Void> fetch, Duration time) {
    try {
      fetch.get(time.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException | TimeoutException e) {
      return false;
    }
  }

  synchronized void fetchIfDue() {
    Duration after = failing ? PAUSE : REFRESH;
    if (underWay.isDone() && nanoTime.getAsLong() - lastAttempt >= after.toNanos()) {
      var unused = fetchNow();
    }
  }

  /** The fetch under way, or a new one. */
  private synchronized CompletableFuture<Void> fetchNow() {
    if (underWay.isDone() && !fetcher.isShutdown()) {
      attempted = true;
      lastAttempt = nanoTime.getAsLong();
      underWay = CompletableFuture.runAsync(this::fetch, fetcher);
    }
    return underWay;
  }

  private void fetch() {
    try {
      List<VerificationKey> fresh = VerificationKey.parse(source.read());
      boolean changed = !fresh.equals(keys);
      keys = fresh;
      boolean recovered = failed(false);
      if (changed || recovered) {
        listener().fetched(uri, changed);
      }
    } catch (IOException | IllegalArgumentException e) {
      if (!failed(true)) {
        listener().failed(uri, String.valueOf(e.getMessage()));
      }
    }
  }

  /** Notes how a fetch has ended, and tells how the one before has. */
  private synchronized boolean failed(boolean now) {
    boolean before = failing;
    failing = now;
    return before;
  }

  private synchronized Listener listener() {
    return listener;
  }

  /** Fetches no more. The keys stay what they are. */
  @Override
  public void close() {
    fetcher.shutdownNow();
    source.close();
    try {
      fetcher.awaitTermination(WAIT.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Hears what becomes of fetches; called on the fetching thread. */
  public interface Listener {
    /**
     * The set was fetched, and it is another one than before or fetching it failed before.
     *
     * @param changed whether there are other keys now
     */
    default void fetched(URI uri, boolean changed) {}

    /**
     * The set could not be fetched or read; called once until a fetch succeeds.
     *
     * @param problem goes on a sentence that begins with the URL
     */
    default void failed(URI uri, String problem) {}
  }

  /** Where the text of a set comes from. */
  interface Source extends AutoCloseable {
    /**
     * Reads it.
     *
     * @throws IOException if that fails; the message goes on a sentence that begins with the URL
     */
    String read() throws IOException;

    /** Ends a reading under way. */
    @Override
    default void close() {}
  }
}
