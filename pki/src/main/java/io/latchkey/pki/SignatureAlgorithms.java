package io.latchkey.pki;

import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;

/** The signature algorithms that Latchkey accepts, and the one that it uses with a key. */
public final class SignatureAlgorithms {
  private static final Map<ASN1ObjectIdentifier, String> ACCEPTED =
      Map.of(
          PKCSObjectIdentifiers.sha256WithRSAEncryption, "SHA256withRSA",
          PKCSObjectIdentifiers.sha384WithRSAEncryption, "SHA384withRSA",
          PKCSObjectIdentifiers.sha512WithRSAEncryption, "SHA512withRSA",
          X9ObjectIdentifiers.ecdsa_with_SHA256, "SHA256withECDSA",
          X9ObjectIdentifiers.ecdsa_with_SHA384, "SHA384withECDSA",
          X9ObjectIdentifiers.ecdsa_with_SHA512, "SHA512withECDSA",
          EdECObjectIdentifiers.id_Ed25519, "Ed25519");

  private static final Map<ASN1ObjectIdentifier, String> PSS_DIGESTS =
      Map.of(
          NISTObjectIdentifiers.id_sha256, "SHA-256",
          NISTObjectIdentifiers.id_sha384, "SHA-384",
          NISTObjectIdentifiers.id_sha512, "SHA-512");

  /** An RSA key of the maximum accepted size has no room for more. */
  private static final int MOST_SALT_BYTES = 1024;

  private SignatureAlgorithms() {}

  /**
   * Returns the JCA name of the algorithm to sign with; its digest is about as strong as the key.
   */
  public static String of(PublicKey key) {
    if (key instanceof RSAPublicKey) {
      return "SHA256withRSA";
    }
    if (key instanceof ECPublicKey ec) {
      int bits = ec.getParams().getOrder().bitLength();
      return bits <= 256 ? "SHA256withECDSA" : bits <= 384 ? "SHA384withECDSA" : "SHA512withECDSA";
    }
    return key instanceof EdECPublicKey edwards ? edwards.getParams().getName() : "Ed25519";
  }

  /**
   * Returns the DER of the {@code AlgorithmIdentifier} of an algorithm that {@link #of} returns.
   *
   * @param name the JCA name
   */
  public static byte[] identifier(String name) {
    return BouncyCastleDer.of(new DefaultSignatureAlgorithmIdentifierFinder().find(name));
  }

  /**
   * Returns the scheme to verify a signature with; empty if the algorithm is not accepted.
   *
   * @throws RuntimeException if its parameters are malformed
   */
  public static Optional<SignatureScheme> accepted(AlgorithmIdentifier algorithm) {
    ASN1ObjectIdentifier oid = algorithm.getAlgorithm();
    if (oid.equals(PKCSObjectIdentifiers.id_RSASSA_PSS)) {
      return pss(algorithm);
    }
    String name = ACCEPTED.get(oid);
    boolean plain =
        oid.equals(EdECObjectIdentifiers.id_Ed25519)
            ? algorithm.getParameters() == null
            : hasNoParameters(algorithm);
    return name == null || !plain ? Optional.empty() : Optional.of(SignatureScheme.of(name));
  }

  /**
   * RSASSA-PSS (RFC 4055 section 3.1) with one digest for message and mask. Absent parameters mean
   * SHA-1, which is not accepted.
   */
  private static Optional<SignatureScheme> pss(AlgorithmIdentifier algorithm) {
    if (algorithm.getParameters() == null) {
      return Optional.empty();
    }
    RSASSAPSSparams params = RSASSAPSSparams.getInstance(algorithm.getParameters());
    AlgorithmIdentifier mask = params.getMaskGenAlgorithm();
    String digest = PSS_DIGESTS.get(params.getHashAlgorithm().getAlgorithm());
    if (digest == null
        || !hasNoParameters(params.getHashAlgorithm())
        || !mask.getAlgorithm().equals(PKCSObjectIdentifiers.id_mgf1)
        || mask.getParameters() == null
        || params.getTrailerField().intValueExact() != PSSParameterSpec.TRAILER_FIELD_BC) {
      return Optional.empty();
    }
    AlgorithmIdentifier maskDigest = AlgorithmIdentifier.getInstance(mask.getParameters());
    int saltLength = params.getSaltLength().intValueExact();
    if (!maskDigest.getAlgorithm().equals(params.getHashAlgorithm().getAlgorithm())
        || !hasNoParameters(maskDigest)
        || saltLength < 0
        || saltLength > MOST_SALT_BYTES) {
      return Optional.empty();
    }
    PSSParameterSpec parameters =
        new PSSParameterSpec(
            digest,
            "MGF1",
            new MGF1ParameterSpec(digest),
            saltLength,
            PSSParameterSpec.TRAILER_FIELD_BC);
    return Optional.of(new SignatureScheme("RSASSA-PSS", Optional.of(parameters)));
  }

  /**
   * Some implementations omit NULL and some add it where RFC 5758 forbids it; both are accepted.
   */
  private static boolean hasNoParameters(AlgorithmIdentifier algorithm) {
    return algorithm.getParameters() == null || DERNull.INSTANCE.equals(algorithm.getParameters());
  }
}
