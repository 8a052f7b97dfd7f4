package io.latchkey.tokens;

import io.latchkey.base.crypto.CertificateIssuer;
import io.latchkey.base.crypto.CertificateSignature;
import io.latchkey.base.crypto.CryptoProvider;
import io.latchkey.base.crypto.Sha256;
import io.latchkey.base.text.Base64Url;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.NamedParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
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
 * <pre>{@code
 * PrivateKeyTokenSigner signer =
 *     PrivateKeyTokenSigner.of(privateKey, Optional.of("2026-01"), Clock.systemUTC());
 * String token = signer.sign(Map.of("sub", "worker-1"), Duration.ofMinutes(5));
 * }</pre>
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class PrivateKeyTokenSigner implements ClaimsSigner {
  private static final int MIN_RSA_BITS = 2048;
  private static final int P256_BITS = 256;
  private static final int P384_BITS = 384;

  private final PrivateKey key;
  private final JsonWebSignatureAlgorithm algorithm;
  private final Map<String, Object> keyMembers;
  private final Clock clock;

  private PrivateKeyTokenSigner(PrivateKey key, Map<String, Object> keyMembers, Clock clock) {
    this.key = key;
    this.algorithm = algorithm(key);
    this.keyMembers = keyMembers;
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
    return new PrivateKeyTokenSigner(
        key, keyId.<Map<String, Object>>map(id -> Map.of("kid", id)).orElseGet(Map::of), clock);
  }

  /**
   * Creates a signer whose tokens name the certificate of the key in {@code x5t#S256} and contain
   * it in {@code x5c} (RFC 7515 sections 4.1.6 and 4.1.8). Servers that trust the CA of the
   * certificate accept them ({@link TokenVerifierBuilder#certificateChains}).
   *
   * @param chain the certificate of the key, then its intermediates. Self-signed certificates after
   *     the first are left out, because the servers have the roots
   * @throws IllegalArgumentException if the type of the key is not supported, the key is too short
   *     or does not belong to the certificate, or the chain is empty
   */
  public static PrivateKeyTokenSigner ofCertificate(
      PrivateKey key, List<X509Certificate> chain, Clock clock) {
    if (chain.isEmpty()) {
      throw new IllegalArgumentException("the chain has no certificate");
    }
    try {
      Map<String, Object> members = new LinkedHashMap<>();
      members.put(
          CertificateKeyRing.MEMBER, Base64Url.encode(Sha256.of(chain.get(0).getEncoded())));
      members.put(TokenCertificateSource.Sent.MEMBER, encoded(chain));
      PrivateKeyTokenSigner signer = new PrivateKeyTokenSigner(key, members, clock);
      signer.checkBelongsTo(chain.get(0));
      return signer;
    } catch (CertificateEncodingException e) {
      throw new IllegalArgumentException("a certificate cannot be encoded", e);
    }
  }

  private static List<String> encoded(List<X509Certificate> chain)
      throws CertificateEncodingException {
    List<String> all = new ArrayList<>();
    for (X509Certificate each : chain) {
      boolean isRoot =
          CertificateIssuer.isSelfIssued(each) && CertificateSignature.isBy(each, each);
      if (all.isEmpty() || !isRoot) {
        all.add(Base64.getEncoder().encodeToString(each.getEncoded()));
      }
    }
    return all;
  }

  private void checkBelongsTo(X509Certificate certificate) {
    String probe = sign(Map.of(), Duration.ofSeconds(1));
    int end = probe.lastIndexOf('.');
    byte[] signature = Base64Url.decode(probe.substring(end + 1)).orElseThrow();
    byte[] input = probe.substring(0, end).getBytes(StandardCharsets.US_ASCII);
    if (!VerificationKey.of(certificate.getPublicKey())
        .verifies(CryptoProvider.jdk(), algorithm(), signature, input)) {
      throw new IllegalArgumentException("the private key does not belong to the certificate");
    }
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

  @Override
  public String sign(Map<String, ?> claims, Duration lifetime) {
    Map<String, Object> header = new LinkedHashMap<>();
    header.put("alg", algorithm());
    header.put("typ", "JWT");
    header.putAll(keyMembers);
    String payload = Payload.of(claims, lifetime, clock.instant());
    try {
      return SignedJws.of(header, payload, algorithm, key);
    } catch (JoseException e) {
      throw new IllegalArgumentException("the private key cannot sign with " + algorithm(), e);
    }
  }
}
