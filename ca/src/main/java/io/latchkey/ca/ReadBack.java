package io.latchkey.ca;

import io.latchkey.pki.Certificates;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encoding;

/**
 * Reads a signed certificate with the X.509 implementation of the Java runtime, before it is
 * recorded and handed out: subject, key and the number of names are those that were admitted.
 */
final class ReadBack {
  private ReadBack() {}

  /**
   * @throws IOException or another exception if the Java runtime reads something else
   */
  static X509Certificate of(byte[] der, IssuancePolicy.Admission admission)
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
      throw new IOException("The Java runtime reads another certificate than was built");
    }
    return certificate;
  }
}
