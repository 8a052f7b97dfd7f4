package io.latchkey.tokens;

import static io.latchkey.tokens.TokenForge.url;
import static io.latchkey.tokens.TokenForge.utf8;

import io.latchkey.forge.CertificateForge;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.Arrays;

/** Key pairs of every kind, and tokens of any shape that are well signed with them. */
final class KeyForge {
  static final KeyPair RSA = rsa(2048);
  static final KeyPair P256 = ec("secp256r1");
  static final KeyPair P384 = ec("secp384r1");
  static final KeyPair ED25519 = pair("EdDSA", NamedParameterSpec.ED25519);

  private KeyForge() {}

  static KeyPair rsa(int bits) {
    return pair("RSA", new RSAKeyGenParameterSpec(bits, RSAKeyGenParameterSpec.F4));
  }

  static KeyPair ec(String curve) {
    return pair("EC", new ECGenParameterSpec(curve));
  }

  static KeyPair pair(String kind, AlgorithmParameterSpec spec) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
      generator.initialize(spec);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The key pair of the kind that goes with an algorithm. */
  static KeyPair pairFor(String algorithm) {
    return switch (algorithm) {
      case "ES256" -> P256;
      case "ES384" -> P384;
      case "EdDSA" -> ED25519;
      default -> RSA;
    };
  }

  static VerificationKey key(KeyPair pair) {
    return VerificationKey.of(pair.getPublic());
  }

  static String token(String algorithm, String payload) {
    return token(pairFor(algorithm), algorithm, "{\"alg\":\"" + algorithm + "\"}", payload);
  }

  static String token(KeyPair pair, String algorithm, String header, String payload) {
    String input = url(utf8(header)) + "." + url(utf8(payload));
    return input + "." + url(sign(pair.getPrivate(), algorithm, utf8(input)));
  }

  static byte[] sign(PrivateKey key, String algorithm, byte[] input) {
    try {
      Signature signature = signature(algorithm);
      signature.initSign(key);
      signature.update(input);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The other ECDSA signature of the same text, (r, n - s), which needs no key. */
  static byte[] withNegatedS(KeyPair pair, byte[] signature) {
    int half = signature.length / 2;
    BigInteger order = ((ECPublicKey) pair.getPublic()).getParams().getOrder();
    BigInteger s = new BigInteger(1, Arrays.copyOfRange(signature, half, signature.length));
    byte[] negated = order.subtract(s).toByteArray();
    byte[] other = Arrays.copyOf(signature, signature.length);
    Arrays.fill(other, half, other.length, (byte) 0);
    int length = Math.min(negated.length, half); // a zero byte ahead only says that it is positive
    System.arraycopy(negated, negated.length - length, other, other.length - length, length);
    return other;
  }

  private static Signature signature(String algorithm) throws GeneralSecurityException {
    String bits = algorithm.substring(2);
    return switch (algorithm.substring(0, 2)) {
      case "RS" -> Signature.getInstance("SHA" + bits + "withRSA");
      case "ES" -> Signature.getInstance("SHA" + bits + "withECDSAinP1363Format");
      case "PS" -> pss("SHA-" + bits, Integer.parseInt(bits) / Byte.SIZE);
      default -> Signature.getInstance("EdDSA");
    };
  }

  static Signature pss(String hash, int saltLength) throws GeneralSecurityException {
    Signature signature = Signature.getInstance("RSASSA-PSS");
    signature.setParameter(
        new PSSParameterSpec(hash, "MGF1", new MGF1ParameterSpec(hash), saltLength, 1));
    return signature;
  }

  static String pem(String label, byte[] der) {
    return CertificateForge.pem(label, der);
  }

  static String pem(KeyPair pair) {
    return pem("PUBLIC KEY", pair.getPublic().getEncoded());
  }
}
