package io.latchkey.jaxrs;

import io.latchkey.ca.AuthorityUnavailableException;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * Shows in a registry of Micrometer what the authority signs, how long it lives, and how many of
 * its certificates end soon. The names, as Prometheus has them, are in docs/monitoring. The store
 * is asked once a minute at most. Needs {@code micrometer-core}, which this module does not bring
 * along.
 */
public final class AuthorityMetrics implements MeterBinder {
  private static final Duration SOON = Duration.ofDays(7);
  private static final Duration KEPT = Duration.ofMinutes(1);

  private final SigningStatistics statistics;
  private final ApplicationAuthority authority;
  private final Clock clock;
  private Instant countedAt = Instant.EPOCH;
  private double ending = Double.NaN;

  /** Begins with the application's beans of these types. */
  public AuthorityMetrics(SigningStatistics statistics, ApplicationAuthority authority) {
    this(statistics, authority, Clock.systemUTC());
  }

  AuthorityMetrics(SigningStatistics statistics, ApplicationAuthority authority, Clock clock) {
    this.statistics = statistics;
    this.authority = authority;
    this.clock = clock;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    for (String outcome : statistics.outcomes()) {
      FunctionTimer.builder(
              "latchkey.signatures",
              statistics,
              all -> all.count(outcome),
              all -> all.time(outcome).toNanos() / 1e9,
              TimeUnit.SECONDS)
          .description("Requests to sign, and what they took, by what became of them")
          .tags("outcome", outcome)
          .register(registry);
    }
    Gauge.builder("latchkey.ca.certificate.remaining", this, AuthorityMetrics::remaining)
        .description("How long until the CA's certificate ends")
        .baseUnit("seconds")
        .strongReference(true)
        .register(registry);
    Gauge.builder("latchkey.certificates.ending", this, AuthorityMetrics::ending)
        .description("Certificates on record that end within 7 days")
        .strongReference(true)
        .register(registry);
  }

  private double remaining() {
    Instant end = authority.trusted().certificate().getNotAfter().toInstant();
    return Duration.between(clock.instant(), end).toSeconds();
  }

  private synchronized double ending() {
    Instant now = clock.instant();
    if (now.isAfter(countedAt.plus(KEPT)) || now.isBefore(countedAt)) {
      countedAt = now;
      ending = count(now);
    }
    return ending;
  }

  private double count(Instant now) {
    try {
      return authority.own().map(own -> own.countEnding(now, now.plus(SOON))).orElse(0);
    } catch (AuthorityUnavailableException e) {
      return Double.NaN; // Prometheus' word for a value that is not known
    }
  }
}
