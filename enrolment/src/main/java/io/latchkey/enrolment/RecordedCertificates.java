package io.latchkey.enrolment;

import io.latchkey.base.crypto.CertificateSignature;
import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.caller.RecordedCaller;
import io.latchkey.ca.certificate.IssuedCertificate;
import io.latchkey.pki.Fingerprint;
import io.latchkey.tokens.Scheme;
import io.latchkey.tokens.component.ComponentCredential;
import java.util.Optional;

/** What the record of an authority says about a certificate that a caller presents. */
public final class RecordedCertificates {
  private RecordedCertificates() {}

  /**
   * Finds a certificate of an authority. The record can contain certificates of other CAs that used
   * the store before; these are not found.
   *
   * @param sha256 the digest of the certificate in DER
   * @throws io.latchkey.ca.AuthorityUnavailableException if the store fails
   */
  public static Optional<IssuedCertificate> find(CertificateAuthority ca, byte[] sha256) {
    return ca.findByFingerprint(Fingerprint.of(sha256))
        .filter(
            issued ->
                ca.issuers().stream()
                    .anyMatch(issuer -> CertificateSignature.isBy(issuer, issued.certificate())));
  }

  /**
   * Returns the component key that requested a certificate, as text for {@link
   * ComponentCredential#ofRecord}; empty if another credential requested it.
   */
  public static Optional<String> componentKey(IssuedCertificate issued) {
    return Optional.of(issued.requestedBy())
        .filter(caller -> caller.kind().equals(Scheme.COMPONENT.wireName()))
        .flatMap(RecordedCaller::key)
        .filter(key -> ComponentCredential.ofRecord(key).isPresent());
  }
}
