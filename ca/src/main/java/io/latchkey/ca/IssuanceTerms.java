package io.latchkey.ca;

import java.time.Duration;
import java.util.Optional;

/**
 * On which terms a certificate is asked for. Immutable.
 *
 * @param caller who asks, as authenticated; recorded with the certificate
 * @param origin where the request came from; recorded with the certificate
 * @param validity how long the certificate shall be valid from now; empty: the authority's default
 * @param oneTimeUse the permission that this signature uses up, if there is one; its id is unique
 *     per caller identity
 */
public record IssuanceTerms(
    CallerIdentity caller,
    RequestOrigin origin,
    Optional<Duration> validity,
    Optional<OneTimeUse> oneTimeUse) {

  /** The kind of callers that the application itself names. */
  private static final String APPLICATION = "application";

  /**
   * Terms for a caller that the application names itself, with the default validity and no one-time
   * permission.
   */
  public static IssuanceTerms of(String caller) {
    return of(new CallerIdentity(APPLICATION, caller));
  }

  /** Terms with the default validity and no one-time permission. */
  public static IssuanceTerms of(CallerIdentity caller) {
    return new IssuanceTerms(caller, RequestOrigin.INTERNAL, Optional.empty(), Optional.empty());
  }

  /** The same terms with a validity. */
  public IssuanceTerms validFor(Duration duration) {
    return new IssuanceTerms(caller, origin, Optional.of(duration), oneTimeUse);
  }

  /** The same terms with a permission that the signature uses up. */
  public IssuanceTerms using(OneTimeUse permission) {
    return new IssuanceTerms(caller, origin, validity, Optional.of(permission));
  }
}
