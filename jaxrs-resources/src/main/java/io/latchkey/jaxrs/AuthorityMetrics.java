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
 * Publishes metrics of the CA in a Micrometer registry: signing requests by outcome, remaining
 * validity of the CA certificate, and the number of certificates that expire within 7 days.
 * docs/monitoring lists the names in Prometheus' spelling. The store is queried at most once a
 * minute. Add {@code micrometer-core} to the application; it is an optional dependency of this
 * module.
 */
public final class AuthorityMetrics implements MeterBinder {
  private static final Duration SOON = Duration.ofDays(7);
  private static final Duration KEPT = Duration.ofMinutes(1);

  private final SigningStatistics statistics;
  private final ApplicationAuthority authority;
  private final Clock clock;
  private Instant countedAt = Instant.EPOCH;
  private double expiring = Double.NaN;

  /** Creates the metrics from two CDI beans of the application. */
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
          .description("Signing requests and their duration, by outcome")
          .tags("outcome", outcome)
          .register(registry);
    }
    Gauge.builder("latchkey.ca.certificate.remaining", this, AuthorityMetrics::remaining)
        .description("Time until the CA certificate expires")
        .baseUnit("seconds")
        .strongReference(true)
        .register(registry);
    Gauge.builder("latchkey.certificates.expiring", this, AuthorityMetrics::expiring)
        .description("Recorded certificates that expire within 7 days")
        .strongReference(true)
        .register(registry);
  }

  private double remaining() {
    Instant notAfter = authority.trusted().certificate().getNotAfter().toInstant();
    return Duration.between(clock.instant(), notAfter).toSeconds();
  }

  private synchronized double expiring() {
    Instant now = clock.instant();
    if (now.isAfter(countedAt.plus(KEPT)) || now.isBefore(countedAt)) {
      countedAt = now;
      expiring = count(now);
    }
    return expiring;
  }

  private double count(Instant now) {
    try {
      return authority.own().map(own -> own.countExpiring(now, now.plus(SOON))).orElse(0);
    } catch (AuthorityUnavailableException e) {
      return Double.NaN; // In Prometheus, NaN is an unknown value
    }
  }
}
