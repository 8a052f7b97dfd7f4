package io.latchkey.ca;

import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECPoint;
import java.security.spec.EllipticCurve;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.jspecify.annotations.Nullable;

/**
 * The key is RSA of 2048 to 8192 bits with a public exponent from 65537 to 2^256, or EC on P-256,
 * P-384 or P-521 by the curve's name, or Ed25519. The upper bounds keep verifying cheap.
 */
final class KeyStrengthRule implements RequestRule {
  private static final int LEAST_RSA_BITS = 2048;
  private static final int MOST_RSA_BITS = 8192;
  private static final BigInteger LEAST_EXPONENT = BigInteger.valueOf(65537);
  private static final int MOST_EXPONENT_BITS = 256;
  private static final int MOST_ENCODED_BYTES = 1200;
  private static final Set<ASN1ObjectIdentifier> CURVES =
      Set.of(
          SECObjectIdentifiers.secp256r1,
          SECObjectIdentifiers.secp384r1,
          SECObjectIdentifiers.secp521r1);

  @Override
  public void check(SigningRequest request) throws IssuanceRefusedException {
    if (!isStrong(request.publicKey())) {
      throw new IssuanceRefusedException(
          RefusalReason.KEY_TOO_WEAK,
          "The public key is not accepted; use EC P-256, P-384 or P-521, Ed25519, or RSA of 2048"
              + " to 8192 bits with exponent 65537");
    }
  }

  static boolean isStrong(SubjectPublicKeyInfo info) {
    // Before it is decoded: a key of megabytes would be costly to look at.
    if (info.getPublicKeyData().getOctets().length > MOST_ENCODED_BYTES) {
      return false;
    }
    try {
      return isStrong(PublicKeys.decode(info), info.getAlgorithm().getParameters());
    } catch (InvalidKeyException e) {
      return false;
    }
  }

  private static boolean isStrong(PublicKey key, @Nullable ASN1Encodable parameters) {
    if (key instanceof RSAPublicKey rsa) {
      return isStrong(rsa);
    }
    if (key instanceof ECPublicKey ec) {
      return parameters instanceof ASN1ObjectIdentifier curve
          && CURVES.contains(curve)
          && isOnCurve(ec);
    }
    return key instanceof EdECPublicKey;
  }

  /** Java's key factory takes any two numbers for a point. */
  private static boolean isOnCurve(ECPublicKey key) {
    ECPoint point = key.getW();
    EllipticCurve curve = key.getParams().getCurve();
    BigInteger p = ((ECFieldFp) curve.getField()).getP();
    BigInteger x = point.getAffineX();
    BigInteger y = point.getAffineY();
    BigInteger right = x.multiply(x).add(curve.getA()).multiply(x).add(curve.getB());
    return x.compareTo(p) < 0
        && y.compareTo(p) < 0
        && y.multiply(y).subtract(right).mod(p).signum() == 0;
  }

  private static boolean isStrong(RSAPublicKey key) {
    int bits = key.getModulus().bitLength();
    BigInteger exponent = key.getPublicExponent();
    return bits >= LEAST_RSA_BITS
        && bits <= MOST_RSA_BITS
        && key.getModulus().testBit(0)
        && exponent.testBit(0)
        && exponent.compareTo(LEAST_EXPONENT) >= 0
        && exponent.bitLength() <= MOST_EXPONENT_BITS;
  }
}
