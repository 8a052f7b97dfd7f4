package io.latchkey.server;

import io.latchkey.base.threads.DaemonThreads;
import io.latchkey.ca.AuthorityHealth;
import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.RotationStatus;
import io.latchkey.jaxrs.ApplicationAuthority;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The result of a CA health check, which runs at most every {@value #KEPT_SECONDS} seconds, because
 * unauthenticated callers can request it and each check costs a signature and a query. One check
 * runs at a time, on its own thread. If the database hangs, callers get a response after two
 * seconds.
 */
@ApplicationScoped
class Readiness {
  static final long KEPT_SECONDS = 5;

  /**
   * The default clock skew of tokens. With a greater difference, certificates begin at a wrong
   * time.
   */
  static final Duration MAX_CLOCK_DIFFERENCE = Duration.ofSeconds(30);

  /** After this time, callers get the result that the store is down. */
  static final Duration RESPONSE_TIMEOUT = Duration.ofSeconds(2);

  /** After this time, a new check starts. The old one may hang forever on a lost connection. */
  static final Duration TIMED_OUT = Duration.ofSeconds(30);

  /** No check starts while so many old ones hang, for example in the library of a token. */
  static final int MAX_HANGING = 3;

  private static final Logger LOG = LoggerFactory.getLogger(Readiness.class);
  private static final Duration KEPT = Duration.ofSeconds(KEPT_SECONDS);

  @Inject ApplicationAuthority authority;
  Clock clock = Clock.systemUTC();
  Duration timeout = RESPONSE_TIMEOUT;
  private Instant checkedAt = Instant.EPOCH;
  private Found found =
      new Found(EnumSet.noneOf(Check.class), 0, Optional.empty(), Optional.empty());
  private Optional<RunningCheck> underWay = Optional.empty();
  private final List<Thread> threads = new ArrayList<>();

  /** A part of a check. */
  enum Check {
    /** The store answers. */
    STORE,
    /** The CA's key signs. */
    SIGNATURE,
    /** The revocations are known, and the revocation lists are valid. */
    REVOCATION,
    /** The CA certificate has not expired. */
    AUTHORITY,
    /** The clocks of this process and of the database agree. */
    CLOCK
  }

  /**
   * The result of a check.
   *
   * @param passed the parts without a problem
   * @param daysLeft whole days until the CA certificate expires; negative if it has expired
   * @param rotation the progress of the rotation of the CA; empty if the CA is on another server
   * @param cryptoProvider the provider that signs with the CA's key; empty if not known
   */
  record Found(
      Set<Check> passed,
      long daysLeft,
      Optional<RotationStatus> rotation,
      Optional<String> cryptoProvider) {
    boolean up() {
      return passed.size() == Check.values().length;
    }

    boolean passed(Check check) {
      return passed.contains(check);
    }

    Found withoutStore() {
      Set<Check> others = EnumSet.complementOf(EnumSet.of(Check.STORE));
      others.retainAll(passed);
      return new Found(others, daysLeft, rotation, cryptoProvider);
    }
  }

  /** A check that is running. */
  private record RunningCheck(Instant since, Thread thread, CompletableFuture<Found> result) {}

  /** Returns the last result if it is recent, else the result of a new check, or of a timeout. */
  Found check() {
    RunningCheck running;
    synchronized (this) {
      Instant now = clock.instant();
      if (isWithin(KEPT, checkedAt, now)) {
        return found;
      }
      threads.removeIf(thread -> !thread.isAlive());
      if (isUnderWay(now) || (underWay.isPresent() && threads.size() >= MAX_HANGING)) {
        running = underWay.orElseThrow();
        if (!isWithin(timeout, running.since(), now)) {
          return found.withoutStore();
        }
        if (isWithin(KEPT.plus(timeout), checkedAt, now)) {
          return found;
        }
      } else {
        running = begin(now);
      }
    }
    return await(running);
  }

  private boolean isUnderWay(Instant now) {
    return underWay.filter(running -> isWithin(TIMED_OUT, running.since(), now)).isPresent();
  }

  /** False if the clock was set back. */
  private static boolean isWithin(Duration duration, Instant since, Instant now) {
    Duration age = Duration.between(since, now);
    return !age.isNegative() && age.compareTo(duration) < 0;
  }

  private RunningCheck begin(Instant now) {
    underWay.ifPresent(hung -> hung.thread().interrupt());
    CompletableFuture<Found> result = new CompletableFuture<>();
    Thread thread = DaemonThreads.named("latchkey-readiness").newThread(() -> checkNow(result));
    RunningCheck running = new RunningCheck(now, thread, result);
    underWay = Optional.of(running);
    thread.start();
    threads.add(thread);
    return running;
  }

  @SuppressWarnings("IllegalCatch") // a failed check must not prevent the next one
  private void checkNow(CompletableFuture<Found> result) {
    try {
      end(result, evaluate(health(), clock.instant()));
    } catch (Throwable e) {
      LOG.warn("The health check of the CA failed", e);
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
                    true,
                    authority.trusted().root().getNotAfter().toInstant(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty()));
  }

  private synchronized Found lastFound() {
    return found;
  }

  /** The result is valid from now on, not from the start of the check, which may be long ago. */
  private synchronized void end(CompletableFuture<Found> result, Found now) {
    if (underWay.filter(running -> running.result() == result).isPresent()) {
      found = now;
      checkedAt = clock.instant();
      underWay = Optional.empty();
    }
    result.complete(now);
  }

  private Found await(RunningCheck running) {
    try {
      return running.result().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      return lastFound().withoutStore();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return lastFound().withoutStore();
    }
  }

  /** Stops the running check when the application stops. */
  @PreDestroy
  synchronized void stop() {
    threads.forEach(Thread::interrupt);
  }

  private static Found evaluate(AuthorityHealth health, Instant now) {
    Duration left = Duration.between(now, health.notAfter());
    boolean sameTime =
        health
            .clockDifference()
            .map(difference -> difference.abs().compareTo(MAX_CLOCK_DIFFERENCE) <= 0)
            .orElse(true);
    Map<Check, Boolean> parts = new EnumMap<>(Check.class);
    parts.put(Check.STORE, health.store());
    parts.put(Check.SIGNATURE, health.signature());
    parts.put(Check.REVOCATION, health.revocation());
    parts.put(Check.AUTHORITY, !left.isNegative());
    parts.put(Check.CLOCK, sameTime);
    parts.values().removeIf(passed -> !passed);
    return new Found(
        Set.copyOf(parts.keySet()), left.toDays(), health.rotation(), health.cryptoProvider());
  }
}
