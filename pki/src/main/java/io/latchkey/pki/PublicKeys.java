package io.latchkey.pki;

import java.io.IOException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Map;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** Converts encoded public keys to keys of the Java runtime. */
public final class PublicKeys {
  private static final Map<ASN1ObjectIdentifier, String> ALGORITHMS =
      Map.of(
          PKCSObjectIdentifiers.rsaEncryption, "RSA",
          X9ObjectIdentifiers.id_ecPublicKey, "EC",
          EdECObjectIdentifiers.id_Ed25519, "Ed25519",
          EdECObjectIdentifiers.id_Ed448, "Ed448");

  private PublicKeys() {}

  /**
   * Decodes a public key.
   *
   * @throws InvalidKeyException if the algorithm is not RSA, EC or EdDSA, or the key is malformed
   */
  public static PublicKey decode(SubjectPublicKeyInfo info) throws InvalidKeyException {
    try {
      return factory(info.getAlgorithm()).generatePublic(new X509EncodedKeySpec(info.getEncoded()));
    } catch (IOException | InvalidKeySpecException e) {
      throw new InvalidKeyException("The public key is malformed", e);
    }
  }

  static KeyFactory factory(AlgorithmIdentifier algorithm) throws InvalidKeyException {
    String name = ALGORITHMS.get(algorithm.getAlgorithm());
    if (name == null) {
      throw new InvalidKeyException(
          "The key must be RSA, EC or EdDSA, not " + algorithm.getAlgorithm());
    }
    try {
      return KeyFactory.getInstance(name);
    } catch (NoSuchAlgorithmException e) {
      throw new InvalidKeyException("This Java runtime has no " + name + " keys", e);
    }
  }
}
