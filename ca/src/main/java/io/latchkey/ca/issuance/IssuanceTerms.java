package io.latchkey.ca.issuance;

import io.latchkey.ca.caller.CallerIdentity;
import io.latchkey.ca.caller.CallerRestrictions;
import io.latchkey.ca.caller.OneTimeUse;
import io.latchkey.ca.caller.RequestOrigin;
import io.latchkey.ca.certificate.IssuedCertificate;
import io.latchkey.ca.enrolment.AcmeOrder;
import io.latchkey.ca.enrolment.CmpRecords;
import io.latchkey.ca.enrolment.OrderedNames;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

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

  /**
   * Returns terms for a caller that the application names, with the default validity, no one-time
   * permission and no privilege.
   */
  public static IssuanceTerms of(String caller) {
    return of(new CallerIdentity(APPLICATION, caller));
  }

  /**
   * Returns terms with the default validity, no one-time permission, no privilege and no
   * restrictions. The request comes from the application itself and determines the names.
   */
  public static IssuanceTerms of(CallerIdentity caller) {
    return new IssuanceTerms(
        caller,
        RequestOrigin.INTERNAL,
        Optional.empty(),
        Optional.empty(),
        NamePrivilege.NONE,
        CallerRestrictions.NONE,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** Returns terms for the certificate of the server that runs the CA. */
  public static IssuanceTerms ofServer() {
    return of(CallerIdentity.SERVER).with(NamePrivilege.SERVER);
  }

  /** Returns these terms for a request from somewhere else. */
  public IssuanceTerms from(RequestOrigin source) {
    return changed(parts -> parts.origin = source);
  }

  /** Returns these terms with a validity. */
  public IssuanceTerms validFor(Duration duration) {
    return changed(parts -> parts.validity = Optional.of(duration));
  }

  /** Returns these terms with a one-time permission. */
  public IssuanceTerms using(OneTimeUse permission) {
    return changed(parts -> parts.oneTimeUse = Optional.of(permission));
  }

  /** Returns these terms with a privilege. */
  public IssuanceTerms with(NamePrivilege lifted) {
    return changed(parts -> parts.privilege = lifted);
  }

  /** Returns these terms with restrictions of the caller's key. */
  public IssuanceTerms within(CallerRestrictions narrower) {
    return changed(parts -> parts.restrictions = narrower);
  }

  /** Returns these terms for a certificate with exactly these names. */
  public IssuanceTerms naming(OrderedNames ordered) {
    return changed(parts -> parts.names = Optional.of(ordered));
  }

  /** Returns these terms for a certificate that names no more than the one that it renews. */
  public IssuanceTerms renewing(IssuedCertificate before) {
    return changed(parts -> parts.renewed = Optional.of(before));
  }

  /** Returns these terms for a certificate that its requester has to confirm. */
  public IssuanceTerms confirmedWith(CmpRecords.Expected expected) {
    return changed(parts -> parts.confirmation = Optional.of(expected));
  }

  /**
   * Returns these terms for the certificate of an ACME order. The authority signs it only while the
   * order is ready.
   */
  public IssuanceTerms completing(AcmeOrder ready) {
    return changed(parts -> parts.order = Optional.of(ready));
  }

  private IssuanceTerms changed(Consumer<Parts> change) {
    Parts parts = new Parts(this);
    change.accept(parts);
    return parts.terms();
  }

  /** A copy that can be changed. */
  private static final class Parts {
    private final CallerIdentity caller;
    private RequestOrigin origin;
    private Optional<Duration> validity;
    private Optional<OneTimeUse> oneTimeUse;
    private NamePrivilege privilege;
    private CallerRestrictions restrictions;
    private Optional<OrderedNames> names;
    private Optional<IssuedCertificate> renewed;
    private Optional<CmpRecords.Expected> confirmation;
    private Optional<AcmeOrder> order;

    Parts(IssuanceTerms terms) {
      caller = terms.caller;
      origin = terms.origin;
      validity = terms.validity;
      oneTimeUse = terms.oneTimeUse;
      privilege = terms.privilege;
      restrictions = terms.restrictions;
      names = terms.names;
      renewed = terms.renewed;
      confirmation = terms.confirmation;
      order = terms.order;
    }

    IssuanceTerms terms() {
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
          order);
    }
  }
}
