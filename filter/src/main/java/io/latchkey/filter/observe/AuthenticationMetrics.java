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
 * Shows {@link AuthenticationStatistics} in a registry of Micrometer. The names, as Prometheus has
 * them, are in docs/monitoring. Reads counters when the registry is read; a request costs the same
 * with and without. Needs {@code micrometer-core}, which this module does not bring along.
 */
public final class AuthenticationMetrics implements MeterBinder {
  private static final String REQUESTS = "latchkey.requests";
  private static final String OUTCOME = "outcome";
  private static final String REASON = "reason";
  private static final String NONE = "none";

  private final AuthenticationStatistics statistics;

  /** Begins with {@link AuthenticationStatistics#of}. */
  public AuthenticationMetrics(AuthenticationStatistics statistics) {
    this.statistics = statistics;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    requests(registry, "open", NONE, AuthenticationStatistics::open);
    requests(registry, "admitted", NONE, AuthenticationStatistics::admitted);
    statistics.forEachKey((scheme, key) -> admitted(registry, scheme, key));
    for (String reason : statistics.reasons()) {
      requests(registry, "refused", reason, all -> all.refused(reason));
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
        .description("Requests that the filter has decided about")
        .tags(OUTCOME, outcome, REASON, reason)
        .register(registry);
  }

  private void admitted(MeterRegistry registry, Scheme scheme, String key) {
    FunctionCounter.builder(
            "latchkey.requests.admitted", statistics, all -> all.admitted(scheme, key))
        .description("Requests that were let in, by the key that their token was signed with")
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
        .description("Keys derived from the pre-shared key, and what that took")
        .register(registry);
    FunctionCounter.builder(
            "latchkey.key.derivations.wait",
            statistics,
            all -> seconds(all.verifications().waitingTime()))
        .description("How long requests have waited for the derivation of their key")
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
        .description("Requests that wait for the derivation of their key")
        .register(registry);
    Gauge.builder(
            "latchkey.key.derivations.running",
            statistics,
            all -> all.keyDerivationLimiter().running())
        .description("Keys that are being derived")
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
        .description("Tokens that had been verified before, or whose key had been derived before")
        .tags("cache", cache)
        .register(registry);
  }

  private static double seconds(Duration time) {
    return time.toNanos() / 1e9;
  }
}
