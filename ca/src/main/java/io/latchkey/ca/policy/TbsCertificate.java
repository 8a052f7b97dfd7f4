package io.latchkey.ca.policy;

import io.latchkey.base.der.Der;
import io.latchkey.pki.SignatureAlgorithms;
import java.math.BigInteger;
import java.security.PublicKey;
import java.security.cert.X509Certificate;

/**
 * Writes the part of a certificate that is signed, {@code TBSCertificate} (RFC 5280 section 4.1),
 * in DER. All certificates of one instance have the same issuer. Immutable.
 */
public final class TbsCertificate {
  private static final int EXPLICIT_0 = 0xa0;
  private static final int EXPLICIT_3 = 0xa3;
  private static final byte[] VERSION_3 =
      Der.element(EXPLICIT_0, Der.element(Der.INTEGER, new byte[] {2}));

  private final byte[] signatureAlgorithm;
  private final byte[] issuerName;

  /** Writes certificates that the key of this certificate signs. */
  public TbsCertificate(X509Certificate issuer) {
    this(issuer.getPublicKey(), issuer.getSubjectX500Principal().getEncoded());
  }

  /**
   * @param signer the public part of the key that signs
   * @param issuerName in DER
   */
  TbsCertificate(PublicKey signer, byte[] issuerName) {
    this.signatureAlgorithm = SignatureAlgorithms.identifier(SignatureAlgorithms.of(signer));
    this.issuerName = issuerName;
  }

  /**
   * Returns the content of one certificate.
   *
   * @param subject the name, in DER
   * @param key the {@code SubjectPublicKeyInfo}, in DER
   * @param extensions each in DER, or empty to leave it out
   */
  public byte[] encode(
      BigInteger serial,
      ValidityPeriod validity,
      byte[] subject,
      byte[] key,
      byte[]... extensions) {
    return Der.element(
        Der.SEQUENCE,
        VERSION_3,
        Der.element(Der.INTEGER, serial.toByteArray()),
        signatureAlgorithm,
        issuerName,
        Der.element(Der.SEQUENCE, Der.time(validity.notBefore()), Der.time(validity.notAfter())),
        subject,
        key,
        Der.element(EXPLICIT_3, Der.element(Der.SEQUENCE, extensions)));
  }
}
