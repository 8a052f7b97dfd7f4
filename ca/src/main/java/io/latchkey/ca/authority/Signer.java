package io.latchkey.ca.authority;

import io.latchkey.ca.policy.CertificateProfile;
import io.latchkey.ca.policy.DistributionAddresses;
import io.latchkey.ca.policy.IssuancePolicy;
import io.latchkey.ca.policy.Issuer;
import io.latchkey.ca.policy.ReadBack;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * Signs certificates under one chain. Safe for use by several threads.
 *
 * @param issuer the key and the chain
 * @param number the number of the chain in the store
 * @param policy the rules, with the validity of the issuer
 * @param profile the content of certificates under this issuer
 * @param readBack reads the signed certificates
 */
record Signer(
    Issuer issuer,
    long number,
    IssuancePolicy policy,
    CertificateProfile profile,
    ReadBack readBack) {
  Signer(
      Issuer issuer,
      long number,
      IssuancePolicy policy,
      Optional<DistributionAddresses> distribution) {
    this(
        issuer,
        number,
        policy,
        new CertificateProfile(issuer.certificate(), distribution),
        new ReadBack());
  }

  /** The CA certificates between an issued certificate and the root. */
  List<X509Certificate> intermediates() {
    return issuer.chain().subList(0, issuer.chain().size() - 1);
  }
}
