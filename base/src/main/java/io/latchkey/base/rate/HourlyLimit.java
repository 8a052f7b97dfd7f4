package io.latchkey.base.rate;

import java.io.Serial;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Limits the requests of each caller in an hour. An hour begins with the first request of a caller;
 * when the limit is reached, the caller waits for the end of that hour. Requests beyond the limit
 * do not count. The counts are in memory, for {@value #MAX_CALLERS} callers at most; the count of
 * the caller that has made no request for the longest time is removed first. Safe for use by
 * several threads.
 */
public final class HourlyLimit {
  static final int MAX_CALLERS = 10_000;

  private static final Duration WINDOW = Duration.ofHours(1);

  private final OptionalInt max;
  private final Counts counts = new Counts(); // guarded by this

  /**
   * Creates a limit.
   *
   * @param max requests in an hour, at least 1; empty: no limit
   */
  public HourlyLimit(OptionalInt max) {
    this.max = max;
  }

  /**
   * Counts a request.
   *
   * @return how long the caller has to wait; empty if the request is within the limit
   */
  public synchronized Optional<Duration> take(String caller, Instant now) {
    if (max.isEmpty()) {
      return Optional.empty();
    }
    Count known = counts.get(caller);
    if (known == null || !now.isBefore(known.expiresAt())) {
      counts.put(caller, new Count(now.plus(WINDOW), 1));
      return Optional.empty();
    }
    Instant expiresAt = earlier(known.expiresAt(), now.plus(WINDOW));
    boolean reached = known.requests() >= max.getAsInt();
    counts.put(caller, new Count(expiresAt, known.requests() + (reached ? 0 : 1)));
    return reached ? Optional.of(Duration.between(now, expiresAt)) : Optional.empty();
  }

  /** An hour that began while the clock was ahead ends an hour after the clock was corrected. */
  private static Instant earlier(Instant first, Instant second) {
    return first.isBefore(second) ? first : second;
  }

  /** Takes back a request that was counted but not carried out. */
  public synchronized void giveBack(String caller) {
    counts.computeIfPresent(
        caller, (name, count) -> new Count(count.expiresAt(), Math.max(0, count.requests() - 1)));
  }

  /** The requests in the hour that expires then. */
  private record Count(Instant expiresAt, int requests) {}

  /** The counts, the caller with the oldest request first. */
  private static final class Counts extends LinkedHashMap<String, Count> {
    @Serial private static final long serialVersionUID = 1;

    Counts() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Count> eldest) {
      return size() > MAX_CALLERS;
    }
  }
}
