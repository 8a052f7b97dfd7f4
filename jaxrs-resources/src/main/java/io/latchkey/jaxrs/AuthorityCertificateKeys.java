package io.latchkey.jaxrs;

import io.latchkey.ca.AuthorityUnavailableException;
import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.certificate.IssuedCertificate;
import io.latchkey.enrolment.RecordedCertificates;
import io.latchkey.tokens.CertificateKey;
import io.latchkey.tokens.CertificateKeys;
import io.latchkey.tokens.component.ComponentCredential;
import io.latchkey.tokens.trust.CertificateName;
import io.latchkey.tokens.trust.ClientPurpose;
import java.util.Optional;

/**
 * The recorded certificates that this CA has signed, also with a root before a rotation. The record
 * can contain certificates of other CAs that used the store before; these are not trusted and not
 * found. Certificates that are not for clients are not found either. Safe for use by several
 * threads.
 */
final class AuthorityCertificateKeys implements CertificateKeys {
  private final CertificateAuthority authority;

  AuthorityCertificateKeys(CertificateAuthority authority) {
    this.authority = authority;
  }

  @Override
  public Optional<CertificateKey> find(byte[] sha256) {
    try {
      return RecordedCertificates.find(authority, sha256).flatMap(this::key);
    } catch (AuthorityUnavailableException e) {
      throw new IllegalStateException("the record of the CA does not answer", e);
    }
  }

  private Optional<CertificateKey> key(IssuedCertificate issued) {
    return Optional.of(issued.certificate())
        .filter(ClientPurpose::signs)
        .flatMap(CertificateName::of)
        .map(
            name ->
                new CertificateKey(
                    issued.certificate().getPublicKey(),
                    name,
                    issued.notBefore(),
                    issued.notAfter(),
                    RecordedCertificates.componentKey(issued)
                        .flatMap(ComponentCredential::ofRecord),
                    () -> isRevoked(issued)));
  }

  private boolean isRevoked(IssuedCertificate issued) {
    try {
      return authority.revocation(issued.certificate()).isPresent();
    } catch (AuthorityUnavailableException e) {
      throw new IllegalStateException("the revocations are not known", e);
    }
  }
}
