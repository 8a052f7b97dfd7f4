package io.latchkey.server.standalone;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;

/** Private keys, and which public keys belong to them. */
final class KeyPairs {
  private static final byte[] PROBE = "latchkey".getBytes(StandardCharsets.US_ASCII);

  private static final List<String> KINDS = List.of("RSA", "EC", "EdDSA");

  private KeyPairs() {}

  /** Whether one is the private key of the other: what the one signs, the other verifies. */
  static boolean match(PrivateKey privateKey, PublicKey publicKey) {
    try {
      Signature signature = Signature.getInstance(algorithm(privateKey));
      signature.initSign(privateKey);
      signature.update(PROBE);
      byte[] signed = signature.sign();
      signature.initVerify(publicKey);
      signature.update(PROBE);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      // Keys of two kinds.
      return false;
    }
  }

  /**
   * A private key of PKCS#8, of whichever kind it is.
   *
   * @throws InvalidKeySpecException if it is of a kind that TLS servers have no use for
   */
  static PrivateKey privateKey(byte[] pkcs8) throws GeneralSecurityException {
    for (String kind : KINDS) {
      try {
        return KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      } catch (InvalidKeySpecException e) {
        // Of another kind.
      }
    }
    throw new InvalidKeySpecException("neither RSA nor EC nor EdDSA");
  }

  private static String algorithm(PrivateKey key) {
    return switch (key.getAlgorithm()) {
      case "EC", "ECDSA" -> "SHA256withECDSA";
      case "RSA" -> "SHA256withRSA";
      default -> key.getAlgorithm();
    };
  }
}
