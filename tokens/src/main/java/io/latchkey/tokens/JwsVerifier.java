package io.latchkey.tokens;

import io.latchkey.base.crypto.CryptoProvider;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Map;
import java.util.Optional;
import org.jose4j.jws.EcdsaUsingShaAlgorithm;

/**
 * Verifies signatures of one key with the algorithms of JWS (RFC 7518 section 3.1, RFC 8037 section
 * 3.1). The key is converted to a key of the provider once for each algorithm. Safe for use by
 * several threads.
 */
final class JwsVerifier {
  private static final Map<String, String> NAMES =
      Map.of(
          "RS256", "SHA256withRSA",
          "RS384", "SHA384withRSA",
          "RS512", "SHA512withRSA",
          "PS256", "RSASSA-PSS",
          "PS384", "RSASSA-PSS",
          "PS512", "RSASSA-PSS",
          "ES256", "SHA256withECDSA",
          "ES384", "SHA384withECDSA",
          "EdDSA", "Ed25519");

  private static final Map<String, PSSParameterSpec> PARAMETERS =
      Map.of("PS256", pss("SHA-256", 32), "PS384", pss("SHA-384", 48), "PS512", pss("SHA-512", 64));

  private final String algorithm;
  private final String name;
  private final CryptoProvider crypto;
  private final PublicKey key;

  private JwsVerifier(String algorithm, String name, CryptoProvider crypto, PublicKey key) {
    this.algorithm = algorithm;
    this.name = name;
    this.crypto = crypto;
    this.key = key;
  }

  /**
   * Prepares a key.
   *
   * @param algorithm one of {@link VerificationKey#ALGORITHMS}, which matches the key
   * @throws IllegalStateException if the provider does not accept the key
   */
  static JwsVerifier of(String algorithm, CryptoProvider crypto, PublicKey key) {
    String name = Optional.ofNullable(NAMES.get(algorithm)).orElseThrow();
    try {
      return new JwsVerifier(algorithm, name, crypto, crypto.publicKey(name, key.getEncoded()));
    } catch (GeneralSecurityException e) {
      throw failed(algorithm, e);
    }
  }

  private static PSSParameterSpec pss(String digest, int saltLength) {
    return new PSSParameterSpec(
        digest,
        "MGF1",
        new MGF1ParameterSpec(digest),
        saltLength,
        PSSParameterSpec.TRAILER_FIELD_BC);
  }

  private static IllegalStateException failed(String algorithm, GeneralSecurityException e) {
    return new IllegalStateException("the crypto provider cannot compute " + algorithm, e);
  }

  /** Whether a verifier with this algorithm and provider is this one. */
  boolean is(String otherAlgorithm, CryptoProvider otherProvider) {
    return algorithm.equals(otherAlgorithm) && crypto == otherProvider;
  }

  /**
   * Whether the key has signed the input.
   *
   * @param signature in the format of JWS
   * @throws IllegalStateException if the provider fails
   */
  boolean verifies(byte[] signature, byte[] input) {
    try {
      Signature verifier = crypto.signature(name);
      PSSParameterSpec parameters = PARAMETERS.get(algorithm);
      if (parameters != null) {
        verifier.setParameter(parameters);
      }
      verifier.initVerify(key);
      verifier.update(input);
      return verifier.verify(
          algorithm.startsWith("ES")
              ? EcdsaUsingShaAlgorithm.convertConcatenatedToDer(signature)
              : signature);
    } catch (SignatureException | IOException e) {
      return false;
    } catch (GeneralSecurityException e) {
      throw failed(algorithm, e);
    }
  }
}
