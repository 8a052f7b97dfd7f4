package io.latchkey.enrolment;

import io.latchkey.ca.caller.CallerIdentity;
import io.latchkey.ca.caller.RequestOrigin;
import io.latchkey.ca.issuance.IssuanceTerms;
import io.latchkey.tokens.Scheme;
import io.latchkey.tokens.component.ComponentCredential;
import io.latchkey.tokens.component.ComponentPath;
import java.util.Optional;

/** A caller that {@link EnrolmentCallers} has accepted for an enrolment protocol. Immutable. */
public final class EnrolledCaller {
  private final ComponentCredential credential;

  EnrolledCaller(ComponentCredential credential) {
    this.credential = credential;
  }

  /** The component key of the caller. */
  public ComponentCredential credential() {
    return credential;
  }

  /** The path of the component key. */
  public ComponentPath path() {
    return credential.path();
  }

  /** The identity that the record names. */
  public CallerIdentity identity() {
    return new CallerIdentity(Scheme.COMPONENT.wireName(), path().name());
  }

  /** The name on which limits count: all keys that are derived from one key share it. */
  public String limitName() {
    return identity().limited(ComponentRestrictions.of(path())).name();
  }

  /**
   * Returns the terms of {@code POST /ca/sign} for this caller.
   *
   * @param protocol the enrolment protocol, such as {@code acme}
   */
  public IssuanceTerms terms(String protocol, Sender sender) {
    return IssuanceTerms.of(identity())
        .from(
            new RequestOrigin(
                sender.address(), Optional.of(credential.recorded()), Optional.of(protocol)))
        .with(SigningRoles.privilege(path().roles()::contains))
        .within(ComponentRestrictions.of(path()));
  }
}
