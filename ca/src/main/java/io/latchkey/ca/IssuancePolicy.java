package io.latchkey.ca;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The rules of issuance in their order. Cheap ones come first, and the bounds on the key before the
 * proof of possession, so that nobody makes us compute with a monstrous key.
 */
final class IssuancePolicy {
  private static final List<RequestRule> REQUEST_RULES =
      List.of(
          new SignatureAlgorithmRule(),
          new KeyStrengthRule(),
          new ProofOfPossessionRule(),
          new ExtensionsRule());

  private final SubjectRule subjectRule = new SubjectRule();
  private final NamePolicy namePolicy;
  private final ValidityRule validityRule;

  IssuancePolicy(NamePolicy namePolicy, ValidityRule validityRule) {
    this.namePolicy = namePolicy;
    this.validityRule = validityRule;
  }

  /** A request that has passed every rule; only the policy makes one. */
  static final class Admission {
    private final SigningRequest request;
    private final RequestedSubject subject;
    private final ValidityPeriod period;

    private Admission(SigningRequest request, RequestedSubject subject, ValidityPeriod period) {
      this.request = request;
      this.subject = subject;
      this.period = period;
    }

    SigningRequest request() {
      return request;
    }

    RequestedSubject subject() {
      return subject;
    }

    ValidityPeriod period() {
      return period;
    }
  }

  Admission admit(SigningRequest request, Optional<Duration> validity, Instant now)
      throws IssuanceRefusedException {
    for (RequestRule rule : REQUEST_RULES) {
      rule.check(request);
    }
    RequestedSubject subject = subjectRule.read(request);
    namePolicy.check(subject);
    return new Admission(request, subject, validityRule.period(validity, now));
  }
}
