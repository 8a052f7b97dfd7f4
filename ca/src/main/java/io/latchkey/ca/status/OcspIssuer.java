package io.latchkey.ca.status;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Null;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.CertID;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/** A key of the CA, as OCSP requests name it: by the digests of its name and its key. */
final class OcspIssuer {
  private static final Map<ASN1ObjectIdentifier, String> DIGESTS =
      Map.of(OIWObjectIdentifiers.idSHA1, "SHA-1", NISTObjectIdentifiers.id_sha256, "SHA-256");

  private final String ski;
  private final Map<ASN1ObjectIdentifier, Names> names = new HashMap<>();

  private record Names(String name, String key) {}

  OcspIssuer(String ski, X509Certificate certificate) {
    this.ski = ski;
    byte[] name = certificate.getSubjectX500Principal().getEncoded();
    byte[] key =
        SubjectPublicKeyInfo.getInstance(certificate.getPublicKey().getEncoded())
            .getPublicKeyData()
            .getOctets();
    DIGESTS.forEach(
        (oid, algorithm) -> names.put(oid, new Names(hex(algorithm, name), hex(algorithm, key))));
  }

  String ski() {
    return ski;
  }

  boolean isNamedBy(CertID certificate) {
    Names own = names.get(certificate.getHashAlgorithm().getAlgorithm());
    return own != null
        && hasNoParameters(certificate.getHashAlgorithm())
        && own.name().equals(hex(certificate.getIssuerNameHash().getOctets()))
        && own.key().equals(hex(certificate.getIssuerKeyHash().getOctets()));
  }

  /**
   * RFC 5754 section 2 allows no others. A response repeats them, so that they would let a client
   * choose the size of the responses that are kept.
   */
  private static boolean hasNoParameters(AlgorithmIdentifier digest) {
    return digest.getParameters() == null
        || digest.getParameters().toASN1Primitive() instanceof ASN1Null;
  }

  /** The issuer that a request names, as text. */
  static String text(CertID certificate) {
    return certificate.getHashAlgorithm().getAlgorithm().getId()
        + " "
        + hex(certificate.getIssuerNameHash().getOctets())
        + " "
        + hex(certificate.getIssuerKeyHash().getOctets());
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static String hex(String algorithm, byte[] bytes) {
    try {
      return hex(MessageDigest.getInstance(algorithm).digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java runtime has " + algorithm, e);
    }
  }
}
