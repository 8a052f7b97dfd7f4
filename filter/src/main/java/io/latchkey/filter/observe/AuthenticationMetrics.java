package io.latchkey.filter.observe;

import io.latchkey.tokens.Scheme;
import io.latchkey.tokens.VerificationStatistics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * Registers {@link AuthenticationStatistics} in a Micrometer registry. docs/monitoring lists the
 * Prometheus names. The counters are read when the registry is read, so the metrics add no cost to
 * requests. Requires {@code micrometer-core}, which is not a dependency of this module at run time:
 *
 * <pre>{@code
 * new AuthenticationMetrics(AuthenticationStatistics.of(servletContext)).bindTo(registry);
 * }</pre>
 */
public final class AuthenticationMetrics implements MeterBinder {
  private static final String REQUESTS = "latchkey.requests";
  private static final String OUTCOME = "outcome";
  private static final String REASON = "reason";
  private static final String NONE = "none";

  private final AuthenticationStatistics statistics;

  /**
   * Creates a binder for the statistics of an application, see {@link AuthenticationStatistics#of}.
   */
  public AuthenticationMetrics(AuthenticationStatistics statistics) {
    this.statistics = statistics;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    requests(registry, "open", NONE, AuthenticationStatistics::open);
    requests(registry, "admitted", NONE, AuthenticationStatistics::admitted);
    statistics.forEachKey((scheme, key) -> admitted(registry, scheme, key));
    for (String reason : statistics.reasons()) {
      requests(registry, "refused", reason, all -> all.rejected(reason));
    }
    derivations(registry);
    cacheHits(registry);
  }

  private void requests(
      MeterRegistry registry,
      String outcome,
      String reason,
      ToDoubleFunction<AuthenticationStatistics> count) {
    FunctionCounter.builder(REQUESTS, statistics, count)
        .description("Requests, by the decision of the filter")
        .tags(OUTCOME, outcome, REASON, reason)
        .register(registry);
  }

  private void admitted(MeterRegistry registry, Scheme scheme, String key) {
    FunctionCounter.builder(
            "latchkey.requests.admitted", statistics, all -> all.admitted(scheme, key))
        .description("Accepted requests, by the key that verified their token")
        .tags("scheme", scheme.wireName(), "key", key)
        .register(registry);
  }

  private void derivations(MeterRegistry registry) {
    FunctionTimer.builder(
            "latchkey.key.derivations",
            statistics,
            all -> all.verifications().derivations(),
            all -> seconds(all.verifications().derivationTime()),
            TimeUnit.SECONDS)
        .description("Keys derived from the pre-shared key, and the time for it")
        .register(registry);
    FunctionCounter.builder(
            "latchkey.key.derivations.wait",
            statistics,
            all -> seconds(all.verifications().waitingTime()))
        .description("Time that requests have waited for a key derivation")
        .baseUnit("seconds")
        .register(registry);
    FunctionCounter.builder(
            "latchkey.key.derivations.rejected",
            statistics,
            all -> all.verifications().rejections())
        .description("Requests that were rejected because too many keys were being derived")
        .register(registry);
    Gauge.builder(
            "latchkey.key.derivations.waiting",
            statistics,
            all -> all.keyDerivationLimiter().waiting())
        .description("Requests that are waiting for a key derivation")
        .register(registry);
    Gauge.builder(
            "latchkey.key.derivations.running",
            statistics,
            all -> all.keyDerivationLimiter().running())
        .description("Running key derivations")
        .register(registry);
  }

  private void cacheHits(MeterRegistry registry) {
    cacheHits(registry, "token", VerificationStatistics::cachedTokens);
    cacheHits(registry, "key", VerificationStatistics::cachedKeys);
  }

  private void cacheHits(
      MeterRegistry registry, String cache, ToDoubleFunction<VerificationStatistics> hits) {
    FunctionCounter.builder(
            "latchkey.cache.hits", statistics, all -> hits.applyAsDouble(all.verifications()))
        .description("Tokens that were in the cache, or whose derived key was in the cache")
        .tags("cache", cache)
        .register(registry);
  }

  private static double seconds(Duration time) {
    return time.toNanos() / 1e9;
  }
}
