package io.latchkey.ca;

import java.time.Duration;
import java.util.Optional;

/**
 * On which terms a certificate is asked for.
 *
 * @param caller who asks, as authenticated; recorded with the certificate
 * @param validity how long it shall be valid from now; empty: the authority's default
 * @param oneTimeUse the permission that this signature uses up, if there is one
 */
public record IssuanceTerms(
    String caller, Optional<Duration> validity, Optional<OneTimeUse> oneTimeUse) {

  /** Terms with the default validity and no one-time permission. */
  public static IssuanceTerms of(String caller) {
    return new IssuanceTerms(caller, Optional.empty(), Optional.empty());
  }
}
