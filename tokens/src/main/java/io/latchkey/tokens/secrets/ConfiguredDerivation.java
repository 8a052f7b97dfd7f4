package io.latchkey.tokens.secrets;

import io.latchkey.base.http.ApplicationAttributes;
import io.latchkey.base.http.ContextAttributes;
import io.latchkey.base.io.ConfiguredValue;
import io.latchkey.tokens.KeyDerivation;
import io.latchkey.tokens.KeyDerivationLimiter;

/** Reads the settings of key derivation. */
public final class ConfiguredDerivation {
  private ConfiguredDerivation() {}

  /**
   * Returns the derivation of keys from the pre-shared key.
   *
   * @throws RuntimeException if the value is not a number in its range
   */
  public static KeyDerivation of(ConfiguredValue iterations) {
    return iterations
        .integer(KeyDerivation.MIN_ITERATIONS, KeyDerivation.MAX_ITERATIONS)
        .map(KeyDerivation::new)
        .orElseGet(() -> new KeyDerivation(KeyDerivation.DEFAULT_ITERATIONS));
  }

  /**
   * Returns the limiter of an application; it allows one derivation at a time until it is raised.
   */
  public static KeyDerivationLimiter limiter(ApplicationAttributes attributes) {
    return attributes.getOrCreate(
        ContextAttributes.KEY_DERIVATION_LIMITER,
        KeyDerivationLimiter.class,
        () -> new KeyDerivationLimiter(1));
  }

  /**
   * Raises a limiter to the configured number of derivations at a time.
   *
   * @throws RuntimeException if the value is not a number in its range
   */
  public static void raise(KeyDerivationLimiter limiter, ConfiguredValue concurrency) {
    limiter.raiseTo(
        concurrency
            .integer(1, KeyDerivationLimiter.MAX_CONCURRENCY)
            .orElseGet(KeyDerivationLimiter::standardConcurrency));
  }
}
