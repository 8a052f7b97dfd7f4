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
 * @param privilege which rules on names are lifted for the caller
 */
public record IssuanceTerms(
    CallerIdentity caller,
    RequestOrigin origin,
    Optional<Duration> validity,
    Optional<OneTimeUse> oneTimeUse,
    NamePrivilege privilege) {

  /** The kind of callers that the application itself names. */
  private static final String APPLICATION = "application";

  /** Terms without a privilege. */
  public IssuanceTerms(
      CallerIdentity caller,
      RequestOrigin origin,
      Optional<Duration> validity,
      Optional<OneTimeUse> oneTimeUse) {
    this(caller, origin, validity, oneTimeUse, NamePrivilege.NONE);
  }

  /**
   * Terms for a caller that the application names itself, with the default validity, no one-time
   * permission and no privilege.
   */
  public static IssuanceTerms of(String caller) {
    return of(new CallerIdentity(APPLICATION, caller));
  }

  /** Terms with the default validity, no one-time permission and no privilege. */
  public static IssuanceTerms of(CallerIdentity caller) {
    return new IssuanceTerms(caller, RequestOrigin.INTERNAL, Optional.empty(), Optional.empty());
  }

  /** Terms for the certificate of the CA's own server. */
  public static IssuanceTerms ofServer() {
    return of(CallerIdentity.SERVER).with(NamePrivilege.SERVER);
  }

  /** The same terms with a validity. */
  public IssuanceTerms validFor(Duration duration) {
    return new IssuanceTerms(caller, origin, Optional.of(duration), oneTimeUse, privilege);
  }

  /** The same terms with a permission that the signature uses up. */
  public IssuanceTerms using(OneTimeUse permission) {
    return new IssuanceTerms(caller, origin, validity, Optional.of(permission), privilege);
  }

  /** The same terms with a privilege. */
  public IssuanceTerms with(NamePrivilege lifted) {
    return new IssuanceTerms(caller, origin, validity, oneTimeUse, lifted);
  }
}
