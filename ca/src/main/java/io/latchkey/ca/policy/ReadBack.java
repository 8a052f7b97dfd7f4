package io.latchkey.ca.policy;

import io.latchkey.pki.Certificates;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encoding;

/**
 * Parses a signed certificate with the X.509 implementation of the Java runtime before the
 * certificate is recorded and returned. Its subject, its key and its number of names must be those
 * that the policy admitted.
 */
public final class ReadBack {
  private ReadBack() {}

  /**
   * Parses the certificate and compares it with the admitted request.
   *
   * @throws IOException if the Java runtime reads another subject, key or number of names
   * @throws GeneralSecurityException if the Java runtime cannot parse the certificate
   */
  public static X509Certificate of(byte[] der, IssuancePolicy.Admission admission)
      throws IOException, GeneralSecurityException {
    X509Certificate certificate = Certificates.parse(der);
    byte[] subject = admission.subject().distinguishedName().getEncoded(ASN1Encoding.DER);
    Collection<List<?>> names = certificate.getSubjectAlternativeNames();
    boolean same =
        Arrays.equals(certificate.getSubjectX500Principal().getEncoded(), subject)
            && Arrays.equals(
                certificate.getPublicKey().getEncoded(),
                admission.key().getEncoded(ASN1Encoding.DER))
            && (names == null ? 0 : names.size()) == admission.subject().names().size();
    if (!same) {
      throw new IOException("The Java runtime reads another certificate than was signed");
    }
    return certificate;
  }
}
