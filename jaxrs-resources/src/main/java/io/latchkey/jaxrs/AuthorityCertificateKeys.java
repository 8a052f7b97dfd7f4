package io.latchkey.jaxrs;

import io.latchkey.ca.AuthorityUnavailableException;
import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.IssuedCertificate;
import io.latchkey.ca.RecordedCaller;
import io.latchkey.pki.Fingerprint;
import io.latchkey.tokens.CertificateKey;
import io.latchkey.tokens.CertificateKeys;
import io.latchkey.tokens.Scheme;
import io.latchkey.tokens.component.ComponentCredential;
import io.latchkey.tokens.trust.CertificateName;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Optional;

/**
 * The recorded certificates that this CA has signed, also with a root before a rotation. The record
 * can contain certificates of other CAs that used the store before; these are not trusted and not
 * found. Safe for use by several threads.
 */
final class AuthorityCertificateKeys implements CertificateKeys {
  private final CertificateAuthority authority;

  AuthorityCertificateKeys(CertificateAuthority authority) {
    this.authority = authority;
  }

  @Override
  public Optional<CertificateKey> find(byte[] sha256) {
    try {
      return authority
          .findByFingerprint(Fingerprint.of(sha256))
          .filter(this::isSignedByTheAuthority)
          .flatMap(this::key);
    } catch (AuthorityUnavailableException e) {
      throw new IllegalStateException("the record of the CA does not answer", e);
    }
  }

  private boolean isSignedByTheAuthority(IssuedCertificate issued) {
    return authority.issuers().stream().anyMatch(issuer -> isSignedBy(issued, issuer));
  }

  private static boolean isSignedBy(IssuedCertificate issued, X509Certificate issuer) {
    try {
      issued.certificate().verify(issuer.getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private Optional<CertificateKey> key(IssuedCertificate issued) {
    return CertificateName.of(issued.certificate())
        .map(
            name ->
                new CertificateKey(
                    issued.certificate().getPublicKey(),
                    name,
                    issued.notBefore(),
                    issued.notAfter(),
                    maker(issued),
                    () -> authority.revocation(issued.certificate()).isPresent()));
  }

  /** The component key that requested the certificate, if it was one. */
  private static Optional<ComponentCredential> maker(IssuedCertificate issued) {
    return Optional.of(issued.requestedBy())
        .filter(caller -> caller.kind().equals(Scheme.COMPONENT.wireName()))
        .flatMap(RecordedCaller::key)
        .flatMap(ComponentCredential::ofRecord);
  }
}
