package io.latchkey.ca;

import java.time.Instant;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * The rules of issuance in their order. Cheap ones come first, and the bounds on the key before the
 * proof of possession, so that nobody makes us compute with a monstrous key.
 */
final class IssuancePolicy {
  private final SignatureAlgorithmRule signatureAlgorithmRule = new SignatureAlgorithmRule();
  private final KeyStrengthRule keyStrengthRule = new KeyStrengthRule();
  private final ProofOfPossessionRule proofOfPossessionRule = new ProofOfPossessionRule();
  private final ExtensionsRule extensionsRule = new ExtensionsRule();
  private final SubjectRule subjectRule = new SubjectRule();
  private final NamePolicy namePolicy;
  private final ReservedNames reservedNames;
  private final NameConstraintsRule nameConstraints;
  private final ValidityRule validityRule;

  IssuancePolicy(
      NamePolicy namePolicy,
      ReservedNames reservedNames,
      NameConstraintsRule nameConstraints,
      ValidityRule validityRule) {
    this.namePolicy = namePolicy;
    this.reservedNames = reservedNames;
    this.nameConstraints = nameConstraints;
    this.validityRule = validityRule;
  }

  /** A request that has passed every rule; only the policy makes one. */
  static final class Admission {
    private final SubjectPublicKeyInfo key;
    private final RequestedSubject subject;
    private final ValidityPeriod period;

    private Admission(SubjectPublicKeyInfo key, RequestedSubject subject, ValidityPeriod period) {
      this.key = key;
      this.subject = subject;
      this.period = period;
    }

    /** The public key, in its canonical encoding. */
    SubjectPublicKeyInfo key() {
      return key;
    }

    RequestedSubject subject() {
      return subject;
    }

    ValidityPeriod period() {
      return period;
    }
  }

  Admission admit(SigningRequest request, IssuanceTerms terms, Instant now)
      throws IssuanceRefusedException {
    signatureAlgorithmRule.check(request);
    SubjectPublicKeyInfo key = keyStrengthRule.read(request);
    proofOfPossessionRule.check(request, key);
    extensionsRule.check(request);
    RequestedSubject subject = subjectRule.read(request);
    UntrustedInput.check(
        RefusalReason.NAME_INVALID,
        "The names cannot be compared with the name policy",
        () -> checkNames(subject, terms.privilege()));
    return new Admission(key, subject, validityRule.period(terms.validity(), now));
  }

  private void checkNames(RequestedSubject subject, NamePrivilege privilege)
      throws IssuanceRefusedException {
    if (privilege != NamePrivilege.SERVER) {
      namePolicy.check(subject);
    }
    if (privilege == NamePrivilege.NONE) {
      reservedNames.check(subject);
    }
    nameConstraints.check(subject);
  }
}
