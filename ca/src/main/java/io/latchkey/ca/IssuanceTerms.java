package io.latchkey.ca;

import java.time.Duration;
import java.util.Optional;

/**
 * Conditions under which the authority issues a certificate. Immutable.
 *
 * @param caller the authenticated caller; recorded with the certificate
 * @param origin source of the request; recorded with the certificate
 * @param validity requested validity from now; if empty, the default of the authority
 * @param oneTimeUse a permission for one signature, if the caller has one; its id is unique per
 *     caller identity
 * @param privilege rules on names that do not apply to the caller
 * @param restrictions what the key of the caller allows to be signed
 * @param names the names that the certificate must have, exactly; if empty, the names in the
 *     request
 * @param renewed the certificate with which the caller proves who it is: the new certificate names
 *     no more than this one
 * @param confirmation recorded with the certificate: the requester has to confirm it
 * @param order recorded with the certificate: the ACME order that the certificate completes
 */
public record IssuanceTerms(
    CallerIdentity caller,
    RequestOrigin origin,
    Optional<Duration> validity,
    Optional<OneTimeUse> oneTimeUse,
    NamePrivilege privilege,
    CallerRestrictions restrictions,
    Optional<OrderedNames> names,
    Optional<IssuedCertificate> renewed,
    Optional<CmpRecords.Expected> confirmation,
    Optional<AcmeOrder> order) {

  /** {@link CallerIdentity#kind} of callers that the application names. */
  private static final String APPLICATION = "application";

  /** Creates terms that leave the names to the request. */
  public IssuanceTerms(
      CallerIdentity caller,
      RequestOrigin origin,
      Optional<Duration> validity,
      Optional<OneTimeUse> oneTimeUse,
      NamePrivilege privilege,
      CallerRestrictions restrictions) {
    this(
        caller,
        origin,
        validity,
        oneTimeUse,
        privilege,
        restrictions,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** Creates terms for a caller whose key restricts nothing. */
  public IssuanceTerms(
      CallerIdentity caller,
      RequestOrigin origin,
      Optional<Duration> validity,
      Optional<OneTimeUse> oneTimeUse,
      NamePrivilege privilege) {
    this(caller, origin, validity, oneTimeUse, privilege, CallerRestrictions.NONE);
  }

  /** Creates terms without a privilege. */
  public IssuanceTerms(
      CallerIdentity caller,
      RequestOrigin origin,
      Optional<Duration> validity,
      Optional<OneTimeUse> oneTimeUse) {
    this(caller, origin, validity, oneTimeUse, NamePrivilege.NONE);
  }

  /**
   * Returns terms for a caller that the application names, with the default validity, no one-time
   * permission and no privilege.
   */
  public static IssuanceTerms of(String caller) {
    return of(new CallerIdentity(APPLICATION, caller));
  }

  /** Returns terms with the default validity, no one-time permission and no privilege. */
  public static IssuanceTerms of(CallerIdentity caller) {
    return new IssuanceTerms(caller, RequestOrigin.INTERNAL, Optional.empty(), Optional.empty());
  }

  /** Returns terms for the certificate of the server that runs the CA. */
  public static IssuanceTerms ofServer() {
    return of(CallerIdentity.SERVER).with(NamePrivilege.SERVER);
  }

  /** Returns these terms with a validity. */
  public IssuanceTerms validFor(Duration duration) {
    return new IssuanceTerms(
        caller,
        origin,
        Optional.of(duration),
        oneTimeUse,
        privilege,
        restrictions,
        names,
        renewed,
        confirmation,
        order);
  }

  /** Returns these terms with a one-time permission. */
  public IssuanceTerms using(OneTimeUse permission) {
    return new IssuanceTerms(
        caller,
        origin,
        validity,
        Optional.of(permission),
        privilege,
        restrictions,
        names,
        renewed,
        confirmation,
        order);
  }

  /** Returns these terms with a privilege. */
  public IssuanceTerms with(NamePrivilege lifted) {
    return new IssuanceTerms(
        caller,
        origin,
        validity,
        oneTimeUse,
        lifted,
        restrictions,
        names,
        renewed,
        confirmation,
        order);
  }

  /** Returns these terms with restrictions of the caller's key. */
  public IssuanceTerms within(CallerRestrictions narrower) {
    return new IssuanceTerms(
        caller,
        origin,
        validity,
        oneTimeUse,
        privilege,
        narrower,
        names,
        renewed,
        confirmation,
        order);
  }

  /** Returns these terms for a certificate with exactly these names. */
  public IssuanceTerms naming(OrderedNames ordered) {
    return new IssuanceTerms(
        caller,
        origin,
        validity,
        oneTimeUse,
        privilege,
        restrictions,
        Optional.of(ordered),
        renewed,
        confirmation,
        order);
  }

  /** Returns these terms for a certificate that names no more than the one that it renews. */
  public IssuanceTerms renewing(IssuedCertificate before) {
    return new IssuanceTerms(
        caller,
        origin,
        validity,
        oneTimeUse,
        privilege,
        restrictions,
        names,
        Optional.of(before),
        confirmation,
        order);
  }

  /** Returns these terms for a certificate that its requester has to confirm. */
  public IssuanceTerms confirmedWith(CmpRecords.Expected expected) {
    return new IssuanceTerms(
        caller,
        origin,
        validity,
        oneTimeUse,
        privilege,
        restrictions,
        names,
        renewed,
        Optional.of(expected),
        order);
  }

  /**
   * Returns these terms for the certificate of an ACME order. The authority signs it only while the
   * order is ready.
   */
  public IssuanceTerms completing(AcmeOrder ready) {
    return new IssuanceTerms(
        caller,
        origin,
        validity,
        oneTimeUse,
        privilege,
        restrictions,
        names,
        renewed,
        confirmation,
        Optional.of(ready));
  }
}
