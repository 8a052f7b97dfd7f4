package io.latchkey.tokens;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * The public keys in a JWK set (RFC 7517 section 5) at an {@code https} URL. The set is fetched at
 * the interval of its {@link KeySetFreshness}, and at once when a token names a key that is not in
 * it, but not within a minute of the fetch before. When a fetch fails, the last good set stays in
 * use and the next fetch follows after a minute, or after the interval if that is shorter. When the
 * source has been unreachable for longer than the maximum age, the keys are removed until a fetch
 * succeeds. An answer with an empty set removes the keys at once. HTTP cache headers are ignored. A
 * set is at most 256 KiB long and a fetch takes at most 10 seconds; redirects are refused.
 *
 * <p>Safe for use by several threads. Nobody waits for a fetch but {@link #start}, and, in a
 * bounded number, those who ask by {@link #refresh} for a key that is not there.
 */
public final class RemoteKeySet implements AutoCloseable {
  static final Duration PAUSE = Duration.ofMinutes(1);

  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration FETCH = Duration.ofSeconds(10);
  private static final int THREADS = 2;
  private static final Duration START = Duration.ofSeconds(10);
  private static final Duration WAIT = Duration.ofSeconds(5);
  private static final int MAX_WAITING = 32;

  private final URI uri;
  private final Source source;
  private final KeySetFreshness freshness;
  private final LongSupplier nanoTime;
  private final Duration look;
  private final Duration longest;

  /** One thread fetches, the other ends a fetch that takes too long. */
  private final ScheduledExecutorService fetcher =
      Executors.newScheduledThreadPool(
          THREADS,
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

  /** Whether there are keys that the listener has not taken into use yet. */
  private boolean waiting;

  private long lastAttempt;

  /** When the fetch began that gave the last good set. */
  private long lastGood;

  /** Whether the keys have been removed because the set is too old. */
  private boolean expired;

  /**
   * Names a set.
   *
   * @param look how long to wait between two looks at the time, which decides about a fetch
   * @param longest how long a fetch may take
   */
  RemoteKeySet(
      URI uri,
      Source source,
      KeySetFreshness freshness,
      LongSupplier nanoTime,
      Duration look,
      Duration longest) {
    this.uri = uri;
    this.source = source;
    this.freshness = freshness;
    this.nanoTime = nanoTime;
    this.look = look;
    this.longest = longest;
  }

  /**
   * Names a set; fetches nothing yet.
   *
   * @throws IllegalArgumentException if it is no {@code https} URL, or has a user name in it; the
   *     message goes on a sentence that begins with the URL's name
   */
  public static RemoteKeySet of(String url) {
    return of(url, KeySetFreshness.standard(), System::nanoTime);
  }

  /**
   * The same with another interval and maximum age.
   *
   * @param nanoTime tells how much time has passed, as {@link System#nanoTime} does: in nanoseconds
   *     from any moment on
   */
  public static RemoteKeySet of(String url, KeySetFreshness freshness, LongSupplier nanoTime) {
    URI uri = HttpsDocument.checked(url);
    return new RemoteKeySet(uri, new HttpsDocument(uri), freshness, nanoTime, LOOK, FETCH);
  }

  /**
   * Fetches the set for the first time, and from now on as it has to be. Returns when there is an
   * answer, or after 10 seconds without one, and does not fail when there is none.
   */
  public void start(Listener whoListens) {
    synchronized (this) {
      listener = whoListens;
    }
    ends(fetchNow(), START);
    var unused =
        fetcher.scheduleWithFixedDelay(
            this::keepFresh, look.toNanos(), look.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** The keys of the last good set; none before there is one, or when that one is too old. */
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
    Optional<CompletableFuture<Void>> fetch = fetchUnlessRecent();
    return fetch.isPresent() && await(fetch.get(), WAIT);
  }

  /**
   * Does the same with several sets at the same time, so that a slow source keeps nobody waiting
   * for longer than one set would.
   */
  public static void refresh(Collection<RemoteKeySet> sets) {
    long end = System.nanoTime() + WAIT.toNanos();
    Map<RemoteKeySet, CompletableFuture<Void>> fetches = new LinkedHashMap<>();
    sets.forEach(set -> set.fetchUnlessRecent().ifPresent(fetch -> fetches.put(set, fetch)));
    fetches.forEach((set, fetch) -> set.await(fetch, Duration.ofNanos(end - System.nanoTime())));
  }

  private synchronized Optional<CompletableFuture<Void>> fetchUnlessRecent() {
    boolean recent = attempted && nanoTime.getAsLong() - lastAttempt < PAUSE.toNanos();
    return recent && underWay.isDone() ? Optional.empty() : Optional.of(fetchNow());
  }

  /** Waits in one of the few places that there are. */
  private boolean await(CompletableFuture<Void> fetch, Duration time) {
    if (!places.tryAcquire()) {
      return false;
    }
    try {
      return ends(fetch, time);
    } finally {
      places.release();
    }
  }

  private static boolean ends(CompletableFuture<Void> fetch, Duration time) {
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

  private void keepFresh() {
    removeIfTooOld();
    fetchIfDue();
  }

  private void removeIfTooOld() {
    synchronized (this) {
      boolean first = !keys.isEmpty() && isTooOld();
      if (!first && !(expired && waiting)) {
        return;
      }
      keys = List.of();
      expired = true;
      waiting = true;
    }
    boolean taken = listener().expired(uri, freshness.maxAge());
    synchronized (this) {
      waiting = waiting && !(expired && taken);
    }
  }

  /** A fetch that is under way at the maximum age gets the time that a fetch may take. */
  private synchronized boolean isTooOld() {
    Duration age = Duration.ofNanos(nanoTime.getAsLong() - lastGood);
    Duration patience = failing ? Duration.ZERO : look.plus(longest);
    return age.compareTo(freshness.maxAge().plus(patience)) > 0;
  }

  private synchronized void fetchIfDue() {
    Duration refresh = freshness.refresh();
    Duration after = failing && PAUSE.compareTo(refresh) < 0 ? PAUSE : refresh;
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
    AtomicBoolean late = new AtomicBoolean();
    Future<?> end =
        fetcher.schedule(
            () -> {
              late.set(true);
              source.close();
            },
            longest.toNanos(),
            TimeUnit.NANOSECONDS);
    try {
      take(VerificationKey.parseSet(source.read()));
    } catch (IOException | IllegalArgumentException e) {
      fail(late.get() ? "did not answer in time" : String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      fail("answered with what cannot be read (" + e.getClass().getSimpleName() + ")");
    } finally {
      end.cancel(false);
    }
  }

  private void take(List<VerificationKey> fresh) {
    boolean changed;
    boolean recovered;
    synchronized (this) {
      changed = waiting || !fresh.equals(keys);
      recovered = failing;
      waiting = changed;
      keys = fresh;
      lastGood = lastAttempt;
      expired = false;
    }
    boolean taken = !(changed || recovered) || listener().fetched(uri, changed);
    synchronized (this) {
      waiting = waiting && !taken;
      failing = !taken;
    }
  }

  private void fail(String problem) {
    boolean again;
    synchronized (this) {
      again = failing;
      failing = true;
    }
    if (!again) {
      listener().failed(uri, problem);
    }
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
     * @return whether they are in use from now on; if not, this is called again after the next
     *     fetch, in a minute
     */
    default boolean fetched(URI uri, boolean changed) {
      return true;
    }

    /**
     * The set could not be fetched or read; called once until a fetch succeeds.
     *
     * @param problem goes on a sentence that begins with the URL
     */
    default void failed(URI uri, String problem) {}

    /**
     * The source has been unreachable for longer than the maximum age, and {@link #keys} is empty
     * until a fetch succeeds.
     *
     * @return whether the removal is in use from now on; if not, this is called again soon
     */
    default boolean expired(URI uri, Duration maxAge) {
      return true;
    }
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
