package io.latchkey.tokens;

import java.math.BigInteger;
import java.security.interfaces.RSAPublicKey;
import java.util.Map;
import org.jose4j.jws.JsonWebSignatureAlgorithm;
import org.jose4j.jws.RsaUsingShaAlgorithm;

/** RSASSA-PKCS1-v1_5 and RSASSA-PSS (RFC 7518 sections 3.3 and 3.5). */
record RsaRules(RSAPublicKey key, Map<String, JsonWebSignatureAlgorithm> algorithms)
    implements SignatureRules {
  private static final int MIN_BITS = 2048;

  /**
   * Checks a key.
   *
   * @throws IllegalArgumentException if it is shorter than 2048 bits or is not a valid RSA key
   */
  static RsaRules of(RSAPublicKey key) {
    int bits = key.getModulus().bitLength();
    if (bits < MIN_BITS) {
      throw new IllegalArgumentException(
          "is an RSA key of %d bits; make one of at least %d".formatted(bits, MIN_BITS));
    }
    BigInteger exponent = key.getPublicExponent();
    if (!exponent.testBit(0) || exponent.equals(BigInteger.ONE) || !key.getModulus().testBit(0)) {
      throw new IllegalArgumentException("is not an RSA key: its modulus or exponent is invalid");
    }
    return new RsaRules(
        key,
        Map.of(
            "RS256", new RsaUsingShaAlgorithm.RsaSha256(),
            "RS384", new RsaUsingShaAlgorithm.RsaSha384(),
            "RS512", new RsaUsingShaAlgorithm.RsaSha512(),
            "PS256", new RsaUsingShaAlgorithm.RsaPssSha256(),
            "PS384", new RsaUsingShaAlgorithm.RsaPssSha384(),
            "PS512", new RsaUsingShaAlgorithm.RsaPssSha512()));
  }

  /**
   * Accepts a signature of the modulus length that is below the modulus (RFC 8017 sections 8.2.2,
   * 5.2.2).
   */
  @Override
  public boolean isWellFormed(byte[] signature) {
    return signature.length == (key.getModulus().bitLength() + Byte.SIZE - 1) / Byte.SIZE
        && new BigInteger(1, signature).compareTo(key.getModulus()) < 0;
  }

  @Override
  public String kind() {
    return "RSA " + key.getModulus().bitLength();
  }
}
