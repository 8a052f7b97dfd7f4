package io.latchkey.tokens;

import java.math.BigInteger;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.NamedParameterSpec;
import java.util.Map;
import org.jose4j.jws.EdDsaAlgorithm;
import org.jose4j.jws.JsonWebSignatureAlgorithm;

/**
 * EdDSA with Ed25519 (RFC 8037 section 3.1, RFC 8032 section 5.1). The JDK accepts points of small
 * order, for which one signature is valid for many texts, and JDK 17 accepts bytes after a
 * signature. This class rejects both.
 */
record EddsaRules(EdECPublicKey key) implements SignatureRules {
  private static final Map<String, JsonWebSignatureAlgorithm> ALGORITHMS =
      Map.of("EdDSA", new EdDsaAlgorithm());

  private static final int HALF_LENGTH = 32;

  /** The bit of an encoded point that selects one of the two x coordinates. */
  private static final int SIGN_BIT = 255;

  /** The prime of the field, 2^255 - 19. */
  private static final BigInteger P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));

  /** The curve's constant, -121665/121666. */
  private static final BigInteger D =
      BigInteger.valueOf(-121665).multiply(BigInteger.valueOf(121666).modInverse(P)).mod(P);

  /** The order of the base point. */
  private static final BigInteger ORDER =
      BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));

  /**
   * Checks a key.
   *
   * @throws IllegalArgumentException if its curve is not Ed25519 or its point is not usable
   */
  static EddsaRules of(EdECPublicKey key) {
    if (!key.getParams().getName().equals(NamedParameterSpec.ED25519.getName())) {
      throw new IllegalArgumentException("is an EdDSA key of another curve than Ed25519");
    }
    BigInteger y = key.getPoint().getY();
    if (!isSound(y) || !isOnCurve(y)) {
      throw new IllegalArgumentException("is not an Ed25519 key: its point is not on the curve");
    }
    return new EddsaRules(key);
  }

  @Override
  public Map<String, JsonWebSignatureAlgorithm> algorithms() {
    return ALGORITHMS;
  }

  /** Accepts a canonical point R of large order and a number S below the order. */
  @Override
  public boolean isWellFormed(byte[] signature) {
    if (signature.length != 2 * HALF_LENGTH) {
      return false;
    }
    BigInteger y = littleEndian(signature, 0).clearBit(SIGN_BIT);
    return isSound(y) && littleEndian(signature, HALF_LENGTH).compareTo(ORDER) < 0;
  }

  @Override
  public String kind() {
    return "Ed25519";
  }

  /**
   * Whether y is below the prime and the point is not of order 1, 2, 4 or 8. Points of these orders
   * have y = 1, -1 or 0, or, for order 8, twice the point has y = 0: d y^4 + 2 y^2 = 1.
   */
  private static boolean isSound(BigInteger y) {
    if (y.signum() == 0 || y.compareTo(P) >= 0) {
      return false;
    }
    BigInteger square = y.multiply(y).mod(P);
    BigInteger eighth = D.multiply(square).add(BigInteger.TWO).multiply(square).mod(P);
    return !square.equals(BigInteger.ONE) && !eighth.equals(BigInteger.ONE);
  }

  /** Whether a point with this y exists: x^2 = (y^2 - 1) / (d y^2 + 1) must be a square. */
  private static boolean isOnCurve(BigInteger y) {
    BigInteger square = y.multiply(y).mod(P);
    BigInteger quotient =
        square
            .subtract(BigInteger.ONE)
            .multiply(D.multiply(square).add(BigInteger.ONE).modInverse(P));
    return quotient.modPow(P.shiftRight(1), P).equals(BigInteger.ONE);
  }

  private static BigInteger littleEndian(byte[] bytes, int from) {
    byte[] reversed = new byte[HALF_LENGTH];
    for (int i = 0; i < HALF_LENGTH; i++) {
      reversed[i] = bytes[from + HALF_LENGTH - 1 - i];
    }
    return new BigInteger(1, reversed);
  }
}
