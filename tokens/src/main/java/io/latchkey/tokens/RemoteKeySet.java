package io.latchkey.tokens;

import io.latchkey.base.http.BackgroundFetch;
import io.latchkey.base.http.DocumentSource;
import io.latchkey.base.rate.ElapsedTime;
import io.latchkey.base.threads.BoundedWait;
import io.latchkey.base.threads.DaemonThreads;
import io.latchkey.base.threads.RepeatedTask;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The public keys in a JWK set (RFC 7517 section 5) at an {@code https} URL.
 *
 * <ul>
 *   <li>The set is fetched at the interval of its {@link KeySetFreshness}, and at once when a token
 *       names a key that is not in the set, but at most once a minute.
 *   <li>If a fetch fails, the last valid set stays in use. The next fetch follows after a minute,
 *       or after the interval if it is shorter.
 *   <li>If the source is unreachable for longer than the maximum age, the keys are removed until a
 *       fetch succeeds.
 *   <li>An empty set removes the keys at once.
 *   <li>HTTP cache headers are ignored and redirects are rejected. A set has at most 256 KiB, and a
 *       fetch takes at most 10 seconds.
 * </ul>
 *
 * <p>Safe for use by several threads. Only {@link #start} and a limited number of {@link #refresh}
 * calls wait for a fetch.
 */
public final class RemoteKeySet implements AutoCloseable {
  private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);
  private static final Duration FETCH_TIMEOUT = Duration.ofSeconds(10);
  private static final int THREADS = 2;
  private static final Duration START_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration WAIT_TIMEOUT = Duration.ofSeconds(5);
  private static final int MAX_WAITING = 32;

  private final URI uri;
  private final DocumentSource source;
  private final KeySetFreshness freshness;
  private final LongSupplier nanoTime;
  private final Duration pollInterval;

  /** One thread fetches; the other cancels a fetch that takes too long. */
  private final ScheduledExecutorService fetcher =
      Executors.newScheduledThreadPool(THREADS, DaemonThreads.named("latchkey-jwk-set"));

  private final BackgroundFetch backgroundFetch;
  private final BoundedWait wait = new BoundedWait(MAX_WAITING);
  private final KeySetState state;
  private Listener listener = new Listener() {}; // guarded by this

  /**
   * Creates a set.
   *
   * @param pollInterval the interval of the check whether a fetch is due
   * @param fetchTimeout the maximum duration of a fetch
   */
  RemoteKeySet(
      URI uri,
      DocumentSource source,
      KeySetFreshness freshness,
      LongSupplier nanoTime,
      Duration pollInterval,
      Duration fetchTimeout) {
    this.uri = uri;
    this.source = source;
    this.freshness = freshness;
    this.nanoTime = nanoTime;
    this.pollInterval = pollInterval;
    this.backgroundFetch = new BackgroundFetch(fetcher, fetcher, fetchTimeout);
    this.state = new KeySetState(freshness, pollInterval.plus(fetchTimeout));
  }

  /**
   * Creates a set without fetching it. Its age includes the time during which the machine was
   * suspended.
   *
   * @throws IllegalArgumentException if {@code url} is not an {@code https} URL, or contains a user
   *     name; the message continues a sentence that begins with the name of the URL
   */
  public static RemoteKeySet of(String url) {
    return of(url, KeySetFreshness.standard(), ElapsedTime.system());
  }

  /**
   * The same with another interval and maximum age.
   *
   * @param nanoTime a monotonic clock in nanoseconds, such as {@link ElapsedTime#system}
   */
  public static RemoteKeySet of(String url, KeySetFreshness freshness, LongSupplier nanoTime) {
    URI uri = JwkSetDocument.checked(url);
    return new RemoteKeySet(
        uri, JwkSetDocument.SOURCE, freshness, nanoTime, POLL_INTERVAL, FETCH_TIMEOUT);
  }

  /**
   * Fetches the set and starts the periodic fetches. Returns after the first fetch, or after 10
   * seconds. A failed fetch is reported to the listener only.
   */
  public void start(Listener newListener) {
    start(Map.of(this, newListener));
  }

  /**
   * Does the same for several sets in parallel: returns after the first fetch of each set, or after
   * 10 seconds.
   */
  public static void start(Map<RemoteKeySet, ? extends Listener> listeners) {
    long end = System.nanoTime() + START_TIMEOUT.toNanos();
    Map<RemoteKeySet, CompletableFuture<Void>> fetches = new LinkedHashMap<>();
    listeners.forEach((set, each) -> fetches.put(set, set.firstFetch(each)));
    fetches.forEach(
        (set, fetch) -> {
          var unused = BoundedWait.ends(fetch, Duration.ofNanos(end - System.nanoTime()));
          set.schedule();
        });
  }

  private synchronized CompletableFuture<Void> firstFetch(Listener newListener) {
    listener = newListener;
    return fetchNow();
  }

  private void schedule() {
    var unused =
        fetcher.scheduleWithFixedDelay(
            new RepeatedTask("The check of the JWK set at " + uri.getAuthority(), this::keepFresh),
            pollInterval.toNanos(),
            pollInterval.toNanos(),
            TimeUnit.NANOSECONDS);
  }

  /** The keys of the last valid set; empty before the first fetch and if the set is too old. */
  public List<VerificationKey> keys() {
    return state.keys();
  }

  /**
   * Fetches the set because a token names an unknown key, unless this was done within the last
   * minute. Waits at most 5 seconds.
   *
   * @return whether a fetch has ended since; false at once if too many threads wait
   */
  public boolean refresh() {
    Optional<CompletableFuture<Void>> fetch = fetchUnlessRecent();
    return fetch.isPresent() && wait.await(fetch.get(), WAIT_TIMEOUT);
  }

  /**
   * Does the same for several sets in parallel, so that the total time is the time of one fetch.
   */
  public static void refresh(Collection<RemoteKeySet> sets) {
    long end = System.nanoTime() + WAIT_TIMEOUT.toNanos();
    Map<RemoteKeySet, CompletableFuture<Void>> fetches = new LinkedHashMap<>();
    sets.forEach(set -> set.fetchUnlessRecent().ifPresent(fetch -> fetches.put(set, fetch)));
    fetches.forEach(
        (set, fetch) -> set.wait.await(fetch, Duration.ofNanos(end - System.nanoTime())));
  }

  private synchronized Optional<CompletableFuture<Void>> fetchUnlessRecent() {
    return state.isRecent(nanoTime.getAsLong()) && backgroundFetch.latest().isDone()
        ? Optional.empty()
        : Optional.of(fetchNow());
  }

  void keepFresh() {
    removeIfTooOld();
    fetchIfDue();
  }

  private void removeIfTooOld() {
    if (state.expire(nanoTime.getAsLong())) {
      state.toldOfExpiry(listener().expired(uri, freshness.maxAge(), state.expiredAfterFailure()));
    }
  }

  private synchronized void fetchIfDue() {
    if (backgroundFetch.latest().isDone() && state.isDue(nanoTime.getAsLong())) {
      var unused = fetchNow();
    }
  }

  /** Returns the running fetch, or starts one. */
  private synchronized CompletableFuture<Void> fetchNow() {
    CompletableFuture<Void> latest = backgroundFetch.latest();
    if (!latest.isDone()) {
      return latest;
    }
    state.begin(nanoTime.getAsLong());
    return backgroundFetch.start(this::fetch);
  }

  private void fetch() {
    try {
      DocumentSource.Response response = backgroundFetch.read(source.fetch(uri, Optional.empty()));
      take(VerificationKey.parseSet(JwkSetDocument.text(response)));
    } catch (IOException | IllegalArgumentException e) {
      fail(String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      fail("answered with a text that cannot be read (" + e.getClass().getSimpleName() + ")");
    }
  }

  private void take(List<VerificationKey> fresh) {
    KeySetState.Notice notice = state.fetched(fresh);
    boolean accepted =
        notice == KeySetState.Notice.NONE
            || listener().fetched(uri, notice == KeySetState.Notice.CHANGED);
    state.told(accepted);
  }

  private void fail(String problem) {
    if (!backgroundFetch.isClosed() && state.failed()) {
      listener().failed(uri, problem);
    }
  }

  private synchronized Listener listener() {
    return listener;
  }

  /** Stops fetching. The keys stay the same. */
  @Override
  public void close() {
    backgroundFetch.close();
    DaemonThreads.end(fetcher, WAIT_TIMEOUT);
  }

  /** Receives the results of fetches, on the fetching thread. */
  public interface Listener {
    /**
     * The set was fetched, and it has changed or the previous fetch failed.
     *
     * @param changed whether the keys have changed
     * @return whether the new keys are in use; if false, this method is called again after the next
     *     fetch, in a minute
     */
    default boolean fetched(URI uri, boolean changed) {
      return true;
    }

    /**
     * The set could not be fetched or read. Called once until a fetch succeeds.
     *
     * @param problem continues a sentence that begins with the URL
     */
    default void failed(URI uri, String problem) {}

    /**
     * The last successful fetch is longer ago than the maximum age. {@link #keys} is empty until a
     * fetch succeeds.
     *
     * @param unreachable whether the source was unreachable. If not, the machine was suspended, or
     *     its clock was set ahead
     * @return whether the removal is in effect; if false, this method is called again soon
     */
    default boolean expired(URI uri, Duration maxAge, boolean unreachable) {
      return true;
    }
  }
}
