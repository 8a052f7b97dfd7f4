package io.latchkey.ca.policy;

import io.latchkey.base.der.DerSyntax;
import io.latchkey.ca.issuance.IssuanceRejectedException;
import io.latchkey.ca.issuance.RejectionReason;
import io.latchkey.pki.CertificateSigningRequest;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * Reads the public key and encodes it anew, in the one form that every reader of certificates
 * knows. The key is one of:
 *
 * <ul>
 *   <li>{@code rsaEncryption} (RFC 3279 section 2.3.1) of 2048 to 8192 bits with an odd public
 *       exponent from 65537 to 2^31 - 1 (Go reads no larger one), and no {@link RsaModulus} that is
 *       easily factored. Parameters that are absent become NULL.
 *   <li>EC (RFC 5480) on P-256, P-384 or P-521 by the curve's name; a compressed point is
 *       decompressed.
 *   <li>Ed25519 (RFC 8410): a canonical encoding of a point of prime order.
 * </ul>
 *
 * The upper bounds keep verifying cheap.
 */
public final class KeyStrengthRule {
  private static final int LEAST_RSA_BITS = 2048;
  private static final int MOST_RSA_BITS = 8192;
  private static final BigInteger LEAST_EXPONENT = BigInteger.valueOf(65537);
  private static final int MOST_EXPONENT_BITS = 31;
  private static final int MOST_ENCODED_BYTES = 1200;
  private static final int COMPRESSED_EVEN = 2;
  private static final int UNCOMPRESSED = 4;

  /** With the number of bytes of a coordinate. */
  private static final Map<ASN1ObjectIdentifier, Integer> CURVES =
      Map.of(
          SECObjectIdentifiers.secp256r1, 32,
          SECObjectIdentifiers.secp384r1, 48,
          SECObjectIdentifiers.secp521r1, 66);

  /** The key of the request in its canonical encoding. */
  SubjectPublicKeyInfo read(CertificateSigningRequest request) throws IssuanceRejectedException {
    return UntrustedInput.read(
        RejectionReason.KEY_TOO_WEAK,
        "The public key is not accepted; use EC P-256, P-384 or P-521, Ed25519, or RSA of 2048 to"
            + " 8192 bits with exponent 65537 and primes made at random",
        () ->
            canonical(request.publicKey())
                .orElseThrow(() -> new IOException("The key breaks a rule")));
  }

  /** Whether the key of a CA is one that a request may have. */
  public static boolean isStrong(SubjectPublicKeyInfo info) {
    try {
      return canonical(info).isPresent();
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }

  private static Optional<SubjectPublicKeyInfo> canonical(SubjectPublicKeyInfo info)
      throws IOException {
    byte[] key = info.getPublicKeyData().getOctets();
    // Before it is decoded: decoding a key of megabytes would be costly.
    if (key.length > MOST_ENCODED_BYTES || info.getPublicKeyData().getPadBits() != 0) {
      return Optional.empty();
    }
    ASN1ObjectIdentifier algorithm = info.getAlgorithm().getAlgorithm();
    ASN1Encodable parameters = info.getAlgorithm().getParameters();
    if (algorithm.equals(PKCSObjectIdentifiers.rsaEncryption)) {
      return parameters == null || DERNull.INSTANCE.equals(parameters)
          ? rsa(key)
          : Optional.empty();
    }
    if (algorithm.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
      return parameters instanceof ASN1ObjectIdentifier curve ? ec(curve, key) : Optional.empty();
    }
    boolean ed25519 = algorithm.equals(EdECObjectIdentifiers.id_Ed25519) && parameters == null;
    return ed25519 ? edwards(key) : Optional.empty();
  }

  private static Optional<SubjectPublicKeyInfo> rsa(byte[] encoded) throws IOException {
    DerSyntax.check(encoded);
    RSAPublicKey key = RSAPublicKey.getInstance(encoded);
    boolean canonical = Arrays.equals(key.getEncoded(ASN1Encoding.DER), encoded);
    if (!canonical || !hasSoundSize(key) || RsaModulus.isEasilyFactored(key.getModulus())) {
      return Optional.empty();
    }
    return Optional.of(
        new SubjectPublicKeyInfo(
            new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
            new RSAPublicKey(key.getModulus(), key.getPublicExponent())));
  }

  private static boolean hasSoundSize(RSAPublicKey key) {
    int bits = key.getModulus().bitLength();
    BigInteger exponent = key.getPublicExponent();
    return key.getModulus().signum() > 0
        && bits >= LEAST_RSA_BITS
        && bits <= MOST_RSA_BITS
        && key.getModulus().testBit(0)
        && exponent.testBit(0)
        && exponent.compareTo(LEAST_EXPONENT) >= 0
        && exponent.bitLength() <= MOST_EXPONENT_BITS;
  }

  private static Optional<SubjectPublicKeyInfo> ec(ASN1ObjectIdentifier curve, byte[] encoded) {
    Integer size = CURVES.get(curve);
    if (size == null || !hasPlainForm(encoded, size)) {
      return Optional.empty();
    }
    // Throws if the point is not on the curve.
    ECPoint point = CustomNamedCurves.getByOID(curve).getCurve().decodePoint(encoded);
    return Optional.of(
        new SubjectPublicKeyInfo(
            new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, curve),
            point.getEncoded(false)));
  }

  /** Uncompressed or compressed; the point at infinity and the hybrid form are neither. */
  private static boolean hasPlainForm(byte[] point, int size) {
    boolean uncompressed = point.length == 1 + 2 * size && point[0] == UNCOMPRESSED;
    boolean compressed = point.length == 1 + size && (point[0] & ~1) == COMPRESSED_EVEN;
    return uncompressed || compressed;
  }

  private static Optional<SubjectPublicKeyInfo> edwards(byte[] encoded) {
    boolean sound =
        encoded.length == Ed25519.PUBLIC_KEY_SIZE && Ed25519.validatePublicKeyFull(encoded, 0);
    return sound
        ? Optional.of(
            new SubjectPublicKeyInfo(
                new AlgorithmIdentifier(EdECObjectIdentifiers.id_Ed25519), encoded.clone()))
        : Optional.empty();
  }
}
