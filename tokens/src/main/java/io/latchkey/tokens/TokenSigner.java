package io.latchkey.tokens;

import io.latchkey.tokens.component.ComponentKey;
import io.latchkey.tokens.component.DerivedSecret;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jose4j.jws.HmacUsingShaAlgorithm;
import org.jose4j.jws.JsonWebSignatureAlgorithm;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;

/**
 * Signs tokens with a pre-shared key or a component key. A {@link TokenVerifier} with the same
 * pre-shared key accepts them.
 *
 * <pre>{@code
 * TokenSigner signer = TokenSigner.of(PreSharedKey.of(secret));
 * String token = signer.sign(Map.of("sub", "worker-1"), Duration.ofMinutes(1));
 * }</pre>
 *
 * <p>With a pre-shared key, the signer derives its key once and keeps the salt, so that neither
 * signing nor verifying needs a derivation for each token. After half a day it derives a key with a
 * new salt in the background; no salt is used for more than a day. A component key needs no
 * derivation.
 *
 * <p>Safe for use by several threads.
 */
public final class TokenSigner implements ClaimsSigner {
  /** The lifetime of tokens that {@link #sign(Map)} signs. */
  public static final Duration DEFAULT_LIFETIME = Duration.ofMinutes(5);

  private static final JsonWebSignatureAlgorithm HS256 = new HmacUsingShaAlgorithm.HmacSha256();

  private final Function<Instant, SigningKey> keys;
  private final Clock clock;

  private TokenSigner(Function<Instant, SigningKey> keys, Clock clock) {
    this.keys = keys;
    this.clock = clock;
  }

  /** Creates a signer with the derivation of the scheme. Takes the time of one derivation. */
  public static TokenSigner of(PreSharedKey psk) {
    return of(psk, KeyDerivation.standard(), Clock.systemUTC());
  }

  /** Creates a signer. Takes the time of one derivation. */
  public static TokenSigner of(PreSharedKey psk, KeyDerivation derivation, Clock clock) {
    return new TokenSigner(new SaltedKeys(psk, derivation, clock)::at, clock);
  }

  /** Creates a signer of a component key. */
  public static TokenSigner of(ComponentKey key) {
    return of(key, Clock.systemUTC());
  }

  /** Creates a signer of a component key. */
  public static TokenSigner of(ComponentKey key, Clock clock) {
    return of(key, DerivedSecret.TOKEN, clock);
  }

  /**
   * Creates the signer that proves the fingerprint of the CA to the holder of a component key; only
   * {@link #signCaCertificate} is meant to be called.
   */
  public static TokenSigner ofAuthority(ComponentKey key, Clock clock) {
    return of(key, DerivedSecret.CA_CERT, clock);
  }

  private static TokenSigner of(ComponentKey key, DerivedSecret use, Clock clock) {
    SigningKey fixed = new SigningKey("kid", key.path().id(), new HmacKey(key.secret(use)));
    return new TokenSigner(now -> fixed, clock);
  }

  /** Signs claims for {@link #DEFAULT_LIFETIME} from now. */
  public String sign(Map<String, ?> claims) {
    return sign(claims, DEFAULT_LIFETIME);
  }

  @Override
  public String sign(Map<String, ?> claims, Duration lifetime) {
    return sign("JWT", claims, lifetime);
  }

  /**
   * Signs the fingerprint of the CA's certificate, with a lifetime of five minutes. The token may
   * be published: no verifier accepts it as a credential.
   *
   * @param fingerprint the SHA-256 of the certificate's DER in upper-case hex with colons
   * @param nonce a value of the client's request, which proves to the client that the token is new
   */
  public String signCaCertificate(String fingerprint, Optional<String> nonce) {
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put(TokenPurpose.FINGERPRINT_CLAIM, fingerprint);
    nonce.ifPresent(value -> claims.put("nonce", value));
    return sign(TokenPurpose.CA_CERT_TYPE, claims, DEFAULT_LIFETIME);
  }

  private String sign(String type, Map<String, ?> claims, Duration lifetime) {
    Instant now = clock.instant();
    return compact(type, Payload.of(claims, lifetime, now), keys.apply(now));
  }

  private static String compact(String type, String payload, SigningKey key) {
    Map<String, Object> header = new LinkedHashMap<>();
    header.put("alg", "HS256");
    header.put(key.member(), key.value());
    header.put("typ", type);
    key.keyId().ifPresent(id -> header.put("kid", id));
    try {
      return SignedJws.of(header, payload, HS256, key.key());
    } catch (JoseException e) {
      throw new IllegalStateException("this Java runtime cannot compute HMAC-SHA256", e);
    }
  }

  /**
   * A key with the header member that names it.
   *
   * @param keyId the id of a pre-shared key
   */
  record SigningKey(String member, String value, HmacKey key, Optional<String> keyId) {
    SigningKey(String member, String value, HmacKey key) {
      this(member, value, key, Optional.empty());
    }
  }
}
