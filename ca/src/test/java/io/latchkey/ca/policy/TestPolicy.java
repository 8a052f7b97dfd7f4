package io.latchkey.ca.policy;

import io.latchkey.ca.issuance.IssuanceRejectedException;
import io.latchkey.ca.issuance.IssuanceTerms;
import io.latchkey.ca.issuance.NamePolicy;
import io.latchkey.ca.testing.RequestBuilder;
import io.latchkey.pki.Certificates;
import io.latchkey.pki.KeyType;
import java.math.BigInteger;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.util.List;
import java.util.Optional;

/** The whole pipeline without a store, for tests of what is signed and what is rejected. */
final class TestPolicy {
  static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  static final Issuer ISSUER =
      Issuer.selfSigned(
          KeyType.EC_P256, new RootProfile("Root", Optional.empty(), Period.ofDays(3650)), NOW);
  static final IssuanceTerms TERMS = IssuanceTerms.of("worker");
  private static final IssuancePolicy ANY = policy(NamePolicy.any());

  private TestPolicy() {}

  static IssuancePolicy policy(NamePolicy names) {
    return new IssuancePolicy(
        names,
        ReservedNames.of(List.of()),
        NameConstraintsRule.of(ISSUER.chain()),
        new ValidityRule(Duration.ofDays(365), Duration.ofDays(365), ISSUER.validity()));
  }

  static IssuancePolicy.Admission admit(byte[] request) throws IssuanceRejectedException {
    return ANY.admit(RequestBuilder.parse(request), TERMS, NOW);
  }

  /** Signs under a policy that allows every name. */
  static X509Certificate sign(byte[] request) throws IssuanceRejectedException {
    return sign(admit(request));
  }

  static X509Certificate sign(IssuancePolicy.Admission admission) {
    CertificateProfile profile = new CertificateProfile(ISSUER.certificate());
    return read(ISSUER.sign(profile.build(admission, BigInteger.TEN)));
  }

  static X509Certificate read(byte[] der) {
    try {
      return Certificates.parse(der);
    } catch (CertificateException e) {
      throw new AssertionError("The Java runtime cannot read a certificate that was signed", e);
    }
  }
}
