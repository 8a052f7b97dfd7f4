package io.latchkey.tokens;

import java.math.BigInteger;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.util.Arrays;
import java.util.Map;
import org.jose4j.jws.EcdsaUsingShaAlgorithm;
import org.jose4j.jws.JsonWebSignatureAlgorithm;
import org.jose4j.keys.EllipticCurves;

/** ECDSA with P-256 and P-384, each with one algorithm (RFC 7518 section 3.4). */
record EcdsaRules(
    ECPublicKey key, Map<String, JsonWebSignatureAlgorithm> algorithms, int halfLength, String kind)
    implements SignatureRules {

  /**
   * Checks a key.
   *
   * @throws IllegalArgumentException if its curve is not accepted or its point is not on the curve
   */
  static EcdsaRules of(ECPublicKey key) {
    EcdsaRules rules = ofCurve(key);
    if (!isOnCurve(key.getW(), key.getParams())) {
      throw new IllegalArgumentException("is not an EC key: its point is not on the curve");
    }
    return rules;
  }

  private static EcdsaRules ofCurve(ECPublicKey key) {
    if (isSame(key.getParams(), EllipticCurves.P256)) {
      return new EcdsaRules(
          key, Map.of("ES256", new EcdsaUsingShaAlgorithm.EcdsaP256UsingSha256()), 32, "EC P-256");
    }
    if (isSame(key.getParams(), EllipticCurves.P384)) {
      return new EcdsaRules(
          key, Map.of("ES384", new EcdsaUsingShaAlgorithm.EcdsaP384UsingSha384()), 48, "EC P-384");
    }
    throw new IllegalArgumentException(
        "is an EC key of another curve than P-256 and P-384; Ed25519 and RSA are accepted too");
  }

  /**
   * Compares also the base point: with another base point, anyone can forge signatures
   * (CVE-2020-0601).
   */
  private static boolean isSame(ECParameterSpec one, ECParameterSpec other) {
    return one.getCurve().equals(other.getCurve())
        && one.getGenerator().equals(other.getGenerator())
        && one.getOrder().equals(other.getOrder())
        && one.getCofactor() == other.getCofactor();
  }

  private static boolean isOnCurve(ECPoint point, ECParameterSpec params) {
    if (point.equals(ECPoint.POINT_INFINITY)) {
      return false;
    }
    BigInteger p = ((ECFieldFp) params.getCurve().getField()).getP();
    BigInteger x = point.getAffineX();
    BigInteger y = point.getAffineY();
    BigInteger right =
        x.pow(3).add(params.getCurve().getA().multiply(x)).add(params.getCurve().getB());
    return isBelow(x, p) && isBelow(y, p) && y.pow(2).subtract(right).mod(p).signum() == 0;
  }

  private static boolean isBelow(BigInteger value, BigInteger bound) {
    return value.signum() >= 0 && value.compareTo(bound) < 0;
  }

  /**
   * Accepts two numbers from 1 to the order minus 1, each of the length of the order; never DER.
   */
  @Override
  public boolean isWellFormed(byte[] signature) {
    return signature.length == 2 * halfLength
        && isScalar(Arrays.copyOf(signature, halfLength))
        && isScalar(Arrays.copyOfRange(signature, halfLength, signature.length));
  }

  private boolean isScalar(byte[] half) {
    BigInteger value = new BigInteger(1, half);
    return value.signum() > 0 && isBelow(value, key.getParams().getOrder());
  }
}
