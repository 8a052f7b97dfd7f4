package io.latchkey.enrolment.est;

import io.latchkey.pki.Certificates;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSAbsentContent;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedDataGenerator;

/** Writes certificates as a certs-only message (RFC 5272 section 4.1, RFC 5652 section 5). */
final class CertificateBundle {
  private CertificateBundle() {}

  /** Returns the message in DER, which puts the certificates in an order of its own. */
  static byte[] encode(List<X509Certificate> certificates) {
    try {
      CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
      for (X509Certificate certificate : certificates) {
        generator.addCertificate(new X509CertificateHolder(Certificates.der(certificate)));
      }
      return generator
          .generate(new CMSAbsentContent())
          .toASN1Structure()
          .getEncoded(ASN1Encoding.DER);
    } catch (CMSException | IOException e) {
      throw new IllegalStateException("a certificate of the CA has no CMS encoding", e);
    }
  }
}
