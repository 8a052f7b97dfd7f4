package io.latchkey.tokens;

import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.NamedParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jose4j.jws.EcdsaUsingShaAlgorithm;
import org.jose4j.jws.EdDsaAlgorithm;
import org.jose4j.jws.JsonWebSignatureAlgorithm;
import org.jose4j.jws.RsaUsingShaAlgorithm;
import org.jose4j.lang.JoseException;

/**
 * Signs tokens with a private key. A {@link TokenVerifier} with the public key accepts them. The
 * type of the key determines the algorithm: RS256 for RSA of at least 2048 bits, ES256 for EC
 * P-256, ES384 for EC P-384, EdDSA for Ed25519.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class PrivateKeyTokenSigner {
  private static final int MIN_RSA_BITS = 2048;
  private static final int P256_BITS = 256;
  private static final int P384_BITS = 384;

  private final PrivateKey key;
  private final JsonWebSignatureAlgorithm algorithm;
  private final Optional<String> keyId;
  private final Clock clock;

  private PrivateKeyTokenSigner(PrivateKey key, Optional<String> keyId, Clock clock) {
    this.key = key;
    this.algorithm = algorithm(key);
    this.keyId = keyId;
    this.clock = clock;
  }

  /**
   * Creates a signer.
   *
   * @param keyId the value of {@code kid} (RFC 7515 section 4.1.4)
   * @throws IllegalArgumentException if the type of the key is not supported or the key is too
   *     short
   */
  public static PrivateKeyTokenSigner of(PrivateKey key, Optional<String> keyId, Clock clock) {
    return new PrivateKeyTokenSigner(key, keyId, clock);
  }

  private static JsonWebSignatureAlgorithm algorithm(PrivateKey key) {
    if (key instanceof RSAPrivateKey rsa && rsa.getModulus().bitLength() >= MIN_RSA_BITS) {
      return new RsaUsingShaAlgorithm.RsaSha256();
    }
    if (key instanceof ECPrivateKey ec) {
      // Another curve of the same size fails at the first signature.
      int bits = ec.getParams().getCurve().getField().getFieldSize();
      if (bits == P256_BITS) {
        return new EcdsaUsingShaAlgorithm.EcdsaP256UsingSha256();
      }
      if (bits == P384_BITS) {
        return new EcdsaUsingShaAlgorithm.EcdsaP384UsingSha384();
      }
    }
    if (key instanceof EdECPrivateKey ed
        && ed.getParams().getName().equals(NamedParameterSpec.ED25519.getName())) {
      return new EdDsaAlgorithm();
    }
    throw new IllegalArgumentException(
        "the type of the private key is not supported; use RSA of at least 2048 bits, EC"
            + " P-256 or P-384, or Ed25519");
  }

  /** The algorithm of the key: the value of {@code alg}. */
  public String algorithm() {
    return algorithm.getAlgorithmIdentifier();
  }

  /**
   * Signs claims, and adds {@code iat} and {@code exp}.
   *
   * @param claims JSON values by name
   * @param lifetime the time until {@code exp}, in whole seconds, at least 1 second
   * @throws IllegalArgumentException if the claims contain {@code iat} or {@code exp}, the lifetime
   *     is too short, or the key cannot sign
   */
  public String sign(Map<String, ?> claims, Duration lifetime) {
    Map<String, Object> header = new LinkedHashMap<>();
    header.put("alg", algorithm());
    header.put("typ", "JWT");
    keyId.ifPresent(id -> header.put("kid", id));
    String payload = Payload.of(claims, lifetime, clock.instant());
    try {
      return SignedJws.of(header, payload, algorithm, key);
    } catch (JoseException e) {
      throw new IllegalArgumentException("the private key cannot sign with " + algorithm(), e);
    }
  }
}
