package io.latchkey.pki;

import io.latchkey.base.text.PemBlocks;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.x500.X500Name;

/** Reads X.509 certificates. */
public final class Certificates {
  private static final Set<String> LABELS = Set.of("CERTIFICATE", "X509 CERTIFICATE");

  private Certificates() {}

  /**
   * Reads the certificates of a PEM document (RFC 7468). Text and blocks of other kinds, such as a
   * private key, are ignored.
   *
   * @return the certificates in their order; empty if there is none
   * @throws CertificateException if a certificate is malformed, or a block of any kind is truncated
   */
  public static List<X509Certificate> parsePem(String pem) throws CertificateException {
    List<X509Certificate> certificates = new ArrayList<>();
    try {
      for (PemBlocks.Block block : PemBlocks.parse(pem)) {
        if (LABELS.contains(block.label())) {
          certificates.add(parse(block.der()));
        }
      }
    } catch (IllegalArgumentException e) {
      throw new CertificateException(e.getMessage(), e);
    }
    return List.copyOf(certificates);
  }

  /**
   * Reads one or more certificates in PEM, in DER, or as a PKCS#7 bundle.
   *
   * @throws CertificateException if there is none, or one is malformed or truncated
   */
  public static List<X509Certificate> parseAll(byte[] pemOrDer) throws CertificateException {
    List<X509Certificate> certificates =
        parsePem(new String(pemOrDer, StandardCharsets.ISO_8859_1));
    if (certificates.isEmpty()) {
      certificates =
          factory().generateCertificates(new ByteArrayInputStream(pemOrDer)).stream()
              .map(X509Certificate.class::cast)
              .toList();
    }
    if (certificates.isEmpty()) {
      throw new CertificateException("No certificate");
    }
    return certificates;
  }

  /**
   * Reads one certificate in DER.
   *
   * @throws CertificateException if this Java runtime cannot read it
   */
  public static X509Certificate parse(byte[] der) throws CertificateException {
    return (X509Certificate) factory().generateCertificate(new ByteArrayInputStream(der));
  }

  /**
   * Returns a certificate that is parsed at the first use of more than its encoding. Only for a
   * certificate that is known to be readable: methods of an unreadable one throw {@link
   * IllegalStateException}.
   *
   * @param der the encoding
   */
  public static X509Certificate unparsed(byte[] der) {
    return new UnparsedCertificate(der);
  }

  /** Returns the DER encoding. */
  public static byte[] der(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException e) {
      throw new IllegalArgumentException("The certificate has no DER encoding", e);
    }
  }

  /** Returns the subject in the form of Bouncy Castle. */
  public static X500Name subject(X509Certificate certificate) {
    return X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
  }

  /** Returns the issuer in the form of Bouncy Castle. */
  public static X500Name issuer(X509Certificate certificate) {
    return X500Name.getInstance(certificate.getIssuerX500Principal().getEncoded());
  }

  private static CertificateFactory factory() throws CertificateException {
    return CertificateFactory.getInstance("X.509");
  }
}
