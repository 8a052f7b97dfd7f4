package io.latchkey.server;

import io.latchkey.ca.AuthorityHealth;
import io.latchkey.ca.CertificateAuthority;
import io.latchkey.jaxrs.ApplicationAuthority;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the authority is, looked at every {@value #KEPT_SECONDS} seconds at most: strangers may ask,
 * and a look costs a signature and a query. One look goes on at a time, on a thread of its own:
 * however long a database takes that hangs, whoever asks has an answer after two seconds.
 */
@ApplicationScoped
class Readiness {
  static final long KEPT_SECONDS = 5;

  /** As far as tokens may be off by default; beyond, certificates would begin at a wrong time. */
  static final Duration MAX_CLOCK_DIFFERENCE = Duration.ofSeconds(30);

  /** A look that takes longer is taken for one that found no store. */
  static final Duration PATIENCE = Duration.ofSeconds(2);

  /** A look that takes longer may never end, as with a connection that has silently gone. */
  static final Duration GIVEN_UP = Duration.ofSeconds(30);

  private static final Logger LOG = LoggerFactory.getLogger(Readiness.class);
  private static final Duration KEPT = Duration.ofSeconds(KEPT_SECONDS);

  @Inject ApplicationAuthority authority;
  Clock clock = Clock.systemUTC();
  Duration patience = PATIENCE;
  private Instant lookedAt = Instant.EPOCH;
  private Found found = new Found(false, false, false, false, 0);
  private Optional<Look> underWay = Optional.empty();

  /**
   * What was found.
   *
   * @param store whether the store answers
   * @param signature whether the CA's key signs
   * @param authority whether the CA's certificate has not ended
   * @param clock whether this process and the database agree about the time
   * @param daysLeft whole days until the CA's certificate ends, negative when it has
   */
  record Found(boolean store, boolean signature, boolean authority, boolean clock, long daysLeft) {
    boolean up() {
      return store && signature && authority && clock;
    }

    Found withoutStore() {
      return new Found(false, signature, authority, clock, daysLeft);
    }
  }

  /** A look that has not ended. */
  private record Look(Instant since, Thread thread, CompletableFuture<Found> result) {}

  /** What was found a short time ago, or what is found now if that takes no longer than that. */
  Found look() {
    Look look;
    synchronized (this) {
      Instant now = clock.instant();
      if (isWithin(KEPT, lookedAt, now)) {
        return found;
      }
      if (isUnderWay(now)) {
        look = underWay.orElseThrow();
        if (!isWithin(patience, look.since(), now)) {
          return found.withoutStore();
        }
        if (isWithin(KEPT.plus(patience), lookedAt, now)) {
          return found;
        }
      } else {
        look = begin(now);
      }
    }
    return await(look);
  }

  private boolean isUnderWay(Instant now) {
    return underWay.filter(look -> isWithin(GIVEN_UP, look.since(), now)).isPresent();
  }

  /** Not so if the clock was set back. */
  private static boolean isWithin(Duration duration, Instant since, Instant now) {
    Duration age = Duration.between(since, now);
    return !age.isNegative() && age.compareTo(duration) < 0;
  }

  private Look begin(Instant now) {
    underWay.ifPresent(hung -> hung.thread().interrupt());
    CompletableFuture<Found> result = new CompletableFuture<>();
    // Without what the thread of this request hands down to its children.
    Thread thread = new Thread(null, () -> lookNow(result), "latchkey-readiness", 0, false);
    thread.setDaemon(true);
    Look look = new Look(now, thread, result);
    underWay = Optional.of(look);
    thread.start();
    return look;
  }

  @SuppressWarnings("IllegalCatch") // whatever goes wrong, the next look has to come
  private void lookNow(CompletableFuture<Found> result) {
    try {
      end(result, judge(health(), clock.instant()));
    } catch (Throwable e) {
      LOG.warn("The state of the authority cannot be told", e);
      end(result, lastFound().withoutStore());
    }
  }

  /** The CA of another server is not checked: only its root certificate can expire here. */
  private AuthorityHealth health() {
    return authority
        .own()
        .map(CertificateAuthority::health)
        .orElseGet(
            () ->
                new AuthorityHealth(
                    true,
                    true,
                    authority.trusted().root().getNotAfter().toInstant(),
                    Optional.empty()));
  }

  private synchronized Found lastFound() {
    return found;
  }

  /** Counts from now on, and not from its begin: it may have taken longer than it is kept. */
  private synchronized void end(CompletableFuture<Found> result, Found now) {
    if (underWay.filter(look -> look.result() == result).isPresent()) {
      found = now;
      lookedAt = clock.instant();
      underWay = Optional.empty();
    }
    result.complete(now);
  }

  private Found await(Look look) {
    try {
      return look.result().get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      return lastFound().withoutStore();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return lastFound().withoutStore();
    }
  }

  /** Leaves no thread behind when the application stops. */
  @PreDestroy
  synchronized void stop() {
    underWay.ifPresent(look -> look.thread().interrupt());
  }

  private static Found judge(AuthorityHealth health, Instant now) {
    Duration left = Duration.between(now, health.end());
    boolean sameTime =
        health
            .clockDifference()
            .map(difference -> difference.abs().compareTo(MAX_CLOCK_DIFFERENCE) <= 0)
            .orElse(true);
    return new Found(
        health.store(), health.signature(), !left.isNegative(), sameTime, left.toDays());
  }
}
