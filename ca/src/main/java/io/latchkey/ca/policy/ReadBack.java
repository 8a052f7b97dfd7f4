package io.latchkey.ca.policy;

import io.latchkey.base.der.DerSyntax;
import io.latchkey.ca.caller.CallerRestrictions;
import io.latchkey.pki.BouncyCastleDer;
import io.latchkey.pki.Certificates;
import io.latchkey.pki.PublicKeys;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;

/**
 * Reads a signed certificate with the X.509 implementation of the Java runtime, before it is
 * recorded and returned: the subject, the key and the names must be those that were admitted.
 *
 * <p>The Java runtime parses the whole certificate only for the first certificate of each {@link
 * Shape}. In further certificates of a shape only the serial number, the validity, the subject, the
 * key and the names differ. {@link CertificateParts} finds the last three, which come from the
 * request, in the certificate. They must have the admitted encoding, and the Java runtime parses
 * them with the classes that parse them within a certificate. Safe for use by several threads.
 */
public final class ReadBack {
  private final Set<Shape> known = ConcurrentHashMap.newKeySet();

  /** Knows no shape yet. */
  public ReadBack() {}

  /** The properties of a request on which the fixed parts of its certificate depend. */
  private record Shape(
      ASN1ObjectIdentifier key,
      boolean hasSubject,
      boolean hasNames,
      Set<CallerRestrictions.Usage> usages) {
    static Shape of(IssuancePolicy.Admission admission) {
      return new Shape(
          admission.key().getAlgorithm().getAlgorithm(),
          !admission.subject().hasEmptyName(),
          !admission.subject().names().isEmpty(),
          admission.usages());
    }
  }

  /**
   * Reads a certificate.
   *
   * @return the certificate; it is parsed at the first use of more than its encoding
   * @throws IOException or another exception if the Java runtime reads something else
   */
  public X509Certificate read(byte[] der, IssuancePolicy.Admission admission)
      throws IOException, GeneralSecurityException {
    Shape shape = Shape.of(admission);
    if (!known.contains(shape)) {
      X509Certificate certificate = of(der, admission);
      checkParts(der, admission);
      known.add(shape);
      return certificate;
    }
    DerSyntax.check(der);
    checkParts(der, admission);
    return Certificates.unparsed(der);
  }

  private static void checkParts(byte[] der, IssuancePolicy.Admission admission)
      throws IOException, GeneralSecurityException {
    CertificateParts certificate = CertificateParts.of(der);
    byte[] subject = certificate.subject();
    require(Arrays.equals(subject, admission.encodedSubject()));
    require(Arrays.equals(subject, admission.principal().getEncoded()));
    require(Arrays.equals(certificate.key(), admission.encodedKey()));
    require(Arrays.equals(certificate.key(), PublicKeys.decode(admission.key()).getEncoded()));
    require(certificate.names().isEmpty() == admission.subject().names().isEmpty());
    if (certificate.names().isPresent()) {
      require(Arrays.equals(certificate.names().get(), admission.encodedNames()));
      checkNames(admission.names());
    }
  }

  private static void checkNames(GeneralNames names) throws IOException {
    X509CertSelector reader = new X509CertSelector();
    for (GeneralName name : names.getNames()) {
      // Throws an exception if the Java runtime cannot parse the name.
      reader.addSubjectAlternativeName(name.getTagNo(), BouncyCastleDer.of(name.getName()));
    }
  }

  /**
   * Reads the whole certificate.
   *
   * @throws IOException or another exception if the Java runtime reads something else
   */
  public static X509Certificate of(byte[] der, IssuancePolicy.Admission admission)
      throws IOException, GeneralSecurityException {
    X509Certificate certificate = Certificates.parse(der);
    byte[] subject = admission.encodedSubject();
    Collection<List<?>> names = certificate.getSubjectAlternativeNames();
    require(
        Arrays.equals(certificate.getSubjectX500Principal().getEncoded(), subject)
            && Arrays.equals(certificate.getPublicKey().getEncoded(), admission.encodedKey())
            && (names == null ? 0 : names.size()) == admission.subject().names().size());
    return certificate;
  }

  private static void require(boolean same) throws IOException {
    if (!same) {
      throw new IOException("The Java runtime reads another certificate than was signed");
    }
  }
}
