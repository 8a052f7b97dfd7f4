package io.latchkey.ca.authority;

import io.latchkey.base.crypto.CertificateIssuer;
import io.latchkey.base.crypto.CertificateSignature;
import io.latchkey.base.crypto.CertificateUse;
import io.latchkey.base.crypto.CertificateValidity;
import io.latchkey.base.text.Printable;
import io.latchkey.ca.AuthorityUnavailableException;
import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.PemText;
import io.latchkey.ca.policy.Issuer;
import io.latchkey.ca.policy.KeyStrengthRule;
import io.latchkey.ca.policy.NameConstraintsRule;
import io.latchkey.pki.Certificates;
import io.latchkey.pki.PrivateKeys;
import io.latchkey.pki.UnusableKeyException;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads an existing CA of the operator and checks that it can sign certificates. */
final class CustomCa {
  private static final Logger LOG = LoggerFactory.getLogger(CertificateAuthority.class);

  private final PemText certificateText;
  private final PemText keyText;

  CustomCa(PemText certificateText, PemText keyText) {
    this.certificateText = certificateText;
    this.keyText = keyText;
  }

  /**
   * Returns the CA with its chain: signing certificate first, root last.
   *
   * @throws AuthorityUnavailableException if a certificate is not a CA certificate or not valid
   *     now, or the key is unusable
   */
  Issuer load(Optional<String> passphrase, Instant now) {
    List<X509Certificate> chain = certificates();
    chain.forEach(this::checkIsCa);
    checkOrder(chain);
    for (int below = 0; below < chain.size(); below++) {
      checkPathLength(chain.get(below), below);
      checkIsValid(chain.get(below), now);
    }
    checkKeyStrength(chain.get(0));
    tellNameConstraints(chain);
    new CustomCaWarnings(origin()).log(chain);
    Issuer issuer = new Issuer(key(passphrase), chain);
    if (!issuer.hasMatchingKey()) {
      throw new AuthorityUnavailableException(
          "The key in %s does not belong to the first certificate in %s (%s)"
              .formatted(keyText.origin(), certificateText.origin(), name(chain.get(0))));
    }
    return issuer;
  }

  private PrivateKey key(Optional<String> passphrase) {
    try {
      return PrivateKeys.parsePem(keyText.text(), passphrase.orElse(null));
    } catch (UnusableKeyException e) {
      throw new AuthorityUnavailableException(
          "The CA key in %s %s"
              .formatted(
                  keyText.origin(),
                  switch (e.problem()) {
                    case MISSING -> "contains no private key in PEM";
                    case MALFORMED -> "is malformed";
                    case ENCRYPTED -> "is encrypted; set its passphrase with latchkey.ca.key-pass";
                    case WRONG_PASSPHRASE ->
                        "cannot be decrypted; check the passphrase in latchkey.ca.key-pass";
                    case UNSUPPORTED -> "cannot be used; it must be RSA, EC or Ed25519";
                  }));
    }
  }

  private List<X509Certificate> certificates() {
    List<X509Certificate> chain;
    try {
      chain = Certificates.parsePem(certificateText.text());
    } catch (CertificateException e) {
      throw problem("is malformed", e);
    }
    if (chain.isEmpty()) {
      throw problem("is missing: the file contains no certificate in PEM");
    }
    return chain;
  }

  private void checkOrder(List<X509Certificate> chain) {
    for (int i = 0; i < chain.size(); i++) {
      boolean last = i == chain.size() - 1;
      if (!last) {
        checkSigned(chain.get(i), chain.get(i + 1));
      } else if (CertificateIssuer.isSelfIssued(chain.get(i))) {
        checkSigned(chain.get(i), chain.get(i));
      }
    }
  }

  private void checkPathLength(X509Certificate certificate, int casBelow) {
    if (certificate.getBasicConstraints() < casBelow) {
      throw problem("may not have so many CAs below it (pathLen): " + name(certificate));
    }
  }

  private void tellNameConstraints(List<X509Certificate> chain) {
    try {
      NameConstraintsRule rule = NameConstraintsRule.of(chain);
      rule.description()
          .ifPresent(
              names ->
                  LOG.info(
                      "The name constraints of the CA certificate in {} allow {}; other requests are"
                          + " rejected (name_not_allowed)",
                      origin(),
                      names));
      if (rule.hasKindUnknownToGo()) {
        LOG.warn(
            "The CA certificate in {} has name constraints of a kind that some clients (such as"
                + " those in Go) do not know; where the extension is critical, they reject every"
                + " certificate below it",
            origin());
      }
      if (rule.hasExclusionUnknownToGnuTls()) {
        LOG.warn(
            "The CA certificate in {} has name constraints that exclude URIs or subjects; clients"
                + " with GnuTLS reject every certificate below it that has a name of that kind",
            origin());
      }
    } catch (RuntimeException e) {
      // Bouncy Castle reports malformed structures with many types of exceptions.
      throw problem("has name constraints that no client accepts", e);
    }
  }

  private void checkIsCa(X509Certificate certificate) {
    if (!CertificateUse.isAuthority(certificate)) {
      throw problem(
          "is not a CA certificate (basicConstraints without CA:TRUE): " + name(certificate));
    }
    if (!CertificateUse.mayIssue(certificate)) {
      throw problem(
          "may not sign certificates (keyUsage without keyCertSign): " + name(certificate));
    }
  }

  private void checkIsValid(X509Certificate certificate, Instant now) {
    if (CertificateValidity.hasExpired(certificate, now)) {
      throw problem(
          "has expired at %s: %s; renew it"
              .formatted(certificate.getNotAfter().toInstant(), name(certificate)));
    }
    if (now.isBefore(certificate.getNotBefore().toInstant())) {
      throw problem(
          "is not valid before %s: %s; check the clock"
              .formatted(certificate.getNotBefore().toInstant(), name(certificate)));
    }
  }

  private void checkSigned(X509Certificate certificate, X509Certificate issuer) {
    if (!CertificateIssuer.isNamed(issuer, certificate)
        || !CertificateSignature.isBy(issuer, certificate)) {
      throw problem(
          ("is not in the order of its chain: %s is not signed by %s; put the signing certificate"
                  + " first and the root last")
              .formatted(name(certificate), name(issuer)));
    }
  }

  private void checkKeyStrength(X509Certificate certificate) {
    byte[] encoded = certificate.getPublicKey().getEncoded();
    if (!KeyStrengthRule.isStrong(SubjectPublicKeyInfo.getInstance(encoded))) {
      throw problem(
          "has a key that is not accepted; use EC P-256, P-384 or P-521, Ed25519, or RSA of 2048 to"
              + " 8192 bits: "
              + name(certificate));
    }
  }

  private AuthorityUnavailableException problem(String what) {
    return new AuthorityUnavailableException("The CA certificate in " + origin() + " " + what);
  }

  private AuthorityUnavailableException problem(String what, Throwable cause) {
    return new AuthorityUnavailableException(
        "The CA certificate in " + origin() + " " + what, cause);
  }

  private String origin() {
    return certificateText.origin();
  }

  /** The subject of a certificate, for messages. */
  static String name(X509Certificate certificate) {
    return Printable.line(certificate.getSubjectX500Principal().getName(), 200);
  }
}
