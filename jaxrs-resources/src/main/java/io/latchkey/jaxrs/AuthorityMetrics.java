package io.latchkey.jaxrs;

import io.latchkey.ca.AuthorityUnavailableException;
import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.RotationStatus;
import io.latchkey.ca.revocation.OcspResponse;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ToDoubleFunction;

/**
 * Publishes metrics of the CA in a Micrometer registry: signing requests and OCSP responses by
 * outcome, revoked certificates, age of the revocation list, remaining validity of the CA
 * certificate, the rotation of the CA, and the number of certificates that expire within 7 days.
 * docs/monitoring lists the names in Prometheus' spelling. The store is queried at most once a
 * minute. Add {@code micrometer-core} to the application; it is an optional dependency of this
 * module.
 *
 * <pre>{@code
 * new AuthorityMetrics(signingStatistics, ocspStatistics, applicationAuthority).bindTo(registry);
 * }</pre>
 */
public final class AuthorityMetrics implements MeterBinder {
  private static final Duration SOON = Duration.ofDays(7);
  private static final Duration KEPT = Duration.ofMinutes(1);

  private final SigningStatistics statistics;
  private final OcspStatistics ocsp;
  private final ApplicationAuthority authority;
  private final Clock clock;

  /** No monitor, with which a virtual thread would occupy its carrier thread before Java 24. */
  private final ReentrantLock counting = new ReentrantLock();

  private Instant countedAt = Instant.EPOCH;
  private double expiring = Double.NaN;

  /** Creates the metrics from CDI beans of the application. */
  public AuthorityMetrics(
      SigningStatistics statistics, OcspStatistics ocsp, ApplicationAuthority authority) {
    this(statistics, ocsp, authority, Clock.systemUTC());
  }

  AuthorityMetrics(
      SigningStatistics statistics,
      OcspStatistics ocsp,
      ApplicationAuthority authority,
      Clock clock) {
    this.statistics = statistics;
    this.ocsp = ocsp;
    this.authority = authority;
    this.clock = clock;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    statistics.protocols().forEach(protocol -> bindSignatures(registry, protocol));
    for (OcspResponse.Outcome outcome : OcspResponse.Outcome.values()) {
      FunctionCounter.builder("latchkey.ocsp.answers", ocsp, all -> all.count(outcome))
          .description("OCSP responses, by outcome")
          .tags("outcome", outcome.wireName())
          .register(registry);
    }
    gauge("latchkey.certificates.revoked", AuthorityMetrics::revoked)
        .description("Certificates that are revoked or on hold")
        .register(registry);
    gauge("latchkey.certificates.expiring", AuthorityMetrics::expiring)
        .description("Recorded certificates that expire within 7 days")
        .register(registry);
    gauge("latchkey.crl.age", AuthorityMetrics::listAge)
        .description("Time since the revocation list was signed")
        .baseUnit("seconds")
        .register(registry);
    gauge("latchkey.revocations.age", AuthorityMetrics::revocationsAge)
        .description("Time since this node last read the revocations from the store")
        .baseUnit("seconds")
        .register(registry);
    gauge("latchkey.ca.certificate.remaining", AuthorityMetrics::remaining)
        .description("Time until the CA certificate expires")
        .baseUnit("seconds")
        .register(registry);
    bindRotation(registry);
  }

  private void bindRotation(MeterRegistry registry) {
    gauge("latchkey.ca.rotation.remaining", AuthorityMetrics::untilNextPhase)
        .description("Time until the next phase of the rotation of the CA; NaN if none is planned")
        .baseUnit("seconds")
        .register(registry);
    for (RotationStatus.Phase phase : RotationStatus.Phase.values()) {
      gauge("latchkey.ca.rotation.phase", metrics -> metrics.isIn(phase))
          .description("1 for the current phase of the rotation of the CA, else 0")
          .tags("phase", phase.wireName())
          .register(registry);
    }
  }

  private Gauge.Builder<AuthorityMetrics> gauge(
      String name, ToDoubleFunction<AuthorityMetrics> value) {
    return Gauge.builder(name, this, value).strongReference(true);
  }

  private void bindSignatures(MeterRegistry registry, String protocol) {
    for (String outcome : statistics.outcomes()) {
      FunctionTimer.builder(
              "latchkey.signatures",
              statistics,
              all -> all.count(protocol, outcome),
              all -> all.time(protocol, outcome).toNanos() / 1e9,
              TimeUnit.SECONDS)
          .description("Signing requests and their duration, by protocol and outcome")
          .tags("protocol", protocol, "outcome", outcome)
          .register(registry);
    }
  }

  private double remaining() {
    Instant notAfter = authority.trusted().certificate().getNotAfter().toInstant();
    return Duration.between(clock.instant(), notAfter).toSeconds();
  }

  private double revoked() {
    return authority.own().map(CertificateAuthority::countRevoked).orElse(0);
  }

  private double listAge() {
    return authority
        .own()
        .flatMap(own -> own.revocationLists().stream().findFirst())
        .map(list -> (double) Duration.between(list.signedAt(), clock.instant()).toSeconds())
        .orElse(Double.NaN);
  }

  private double revocationsAge() {
    return authority
        .own()
        .map(own -> (double) Duration.between(own.revocationsReadAt(), clock.instant()).toSeconds())
        .orElse(Double.NaN);
  }

  private double untilNextPhase() {
    return authority
        .own()
        .flatMap(own -> own.rotation().next())
        .map(next -> (double) Duration.between(clock.instant(), next).toSeconds())
        .orElse(Double.NaN);
  }

  /** A CA on another server shows no phase here. */
  private double isIn(RotationStatus.Phase phase) {
    return authority.own().filter(own -> own.rotation().phase() == phase).isPresent() ? 1 : 0;
  }

  private double expiring() {
    counting.lock();
    try {
      Instant now = clock.instant();
      if (now.isAfter(countedAt.plus(KEPT)) || now.isBefore(countedAt)) {
        countedAt = now;
        expiring = count(now);
      }
      return expiring;
    } finally {
      counting.unlock();
    }
  }

  private double count(Instant now) {
    try {
      return authority.own().map(own -> own.countExpiring(now, now.plus(SOON))).orElse(0);
    } catch (AuthorityUnavailableException e) {
      return Double.NaN; // In Prometheus, NaN is an unknown value
    }
  }
}
