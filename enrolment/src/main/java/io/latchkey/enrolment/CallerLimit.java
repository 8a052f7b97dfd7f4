package io.latchkey.enrolment;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Limits the authenticated requests of each caller in an hour, since each of them writes to the
 * store. An hour begins with the first request of a caller. The counts are in memory, for {@value
 * #MAX_CALLERS} callers at most. Safe for use by several threads.
 */
public final class CallerLimit {
  private static final Duration WINDOW = Duration.ofHours(1);
  private static final int MAX_CALLERS = 10_000;

  private final OptionalInt most;
  private final Clock clock;
  private final Cache<String, Count> counts =
      Caffeine.newBuilder().maximumSize(MAX_CALLERS).executor(Runnable::run).build();

  /**
   * Creates a limit.
   *
   * @param most requests in an hour; empty: no limit
   */
  public CallerLimit(OptionalInt most, Clock clock) {
    this.most = most;
    this.clock = clock;
  }

  /**
   * Counts a request.
   *
   * @return how long the caller has to wait; empty if the request is within the limit
   */
  public Optional<Duration> take(String caller) {
    if (most.isEmpty()) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    Count count = counts.asMap().compute(caller, (name, known) -> Count.next(known, now));
    return count.requests() > most.getAsInt()
        ? Optional.of(Duration.between(now, count.endsAt()))
        : Optional.empty();
  }

  private record Count(Instant endsAt, long requests) {
    static Count next(@Nullable Count known, Instant now) {
      return known == null || !now.isBefore(known.endsAt())
          ? new Count(now.plus(WINDOW), 1)
          : new Count(known.endsAt(), known.requests() + 1);
    }
  }
}
