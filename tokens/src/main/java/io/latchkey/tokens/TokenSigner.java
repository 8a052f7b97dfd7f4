package io.latchkey.tokens;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jose4j.jws.HmacUsingShaAlgorithm;
import org.jose4j.jws.JsonWebSignatureAlgorithm;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;

/**
 * Signs tokens with a pre-shared key. A {@link TokenVerifier} with the same key accepts them. The
 * signer derives its key once and keeps the salt, so that neither signing nor verifying needs a
 * derivation for each token. After half a day it derives a key with a new salt in the background;
 * no salt is used for more than a day.
 *
 * <p>Safe for use by several threads.
 */
public final class TokenSigner {
  /** The lifetime of tokens that {@link #sign(Map)} signs. */
  public static final Duration DEFAULT_LIFETIME = Duration.ofMinutes(5);

  private static final Duration REPLACE_SALT_AFTER = Duration.ofHours(12);
  private static final Duration MAX_SALT_AGE = Duration.ofHours(24);

  private static final JsonWebSignatureAlgorithm HS256 = new HmacUsingShaAlgorithm.HmacSha256();

  private final PreSharedKey psk;
  private final KeyDerivation derivation;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();
  private final AtomicBoolean replacing = new AtomicBoolean();
  private volatile SaltedKey current;

  private TokenSigner(PreSharedKey psk, KeyDerivation derivation, Clock clock) {
    this.psk = psk;
    this.derivation = derivation;
    this.clock = clock;
    current = newKey();
  }

  /** Creates a signer with the derivation of the scheme. Takes the time of one derivation. */
  public static TokenSigner of(PreSharedKey psk) {
    return of(psk, KeyDerivation.standard(), Clock.systemUTC());
  }

  /** Creates a signer. Takes the time of one derivation. */
  public static TokenSigner of(PreSharedKey psk, KeyDerivation derivation, Clock clock) {
    return new TokenSigner(psk, derivation, clock);
  }

  /** Signs claims for {@link #DEFAULT_LIFETIME} from now. */
  public String sign(Map<String, ?> claims) {
    return sign(claims, DEFAULT_LIFETIME);
  }

  /**
   * Signs claims, and adds {@code iat} and {@code exp}.
   *
   * @param claims JSON values by name
   * @param lifetime the time until {@code exp}, in whole seconds, at least 1 second
   * @throws IllegalArgumentException if the claims contain {@code iat} or {@code exp}, or the
   *     lifetime is too short
   */
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
    return compact(type, Payload.of(claims, lifetime, now), freshKey(now));
  }

  private String compact(String type, String payload, SaltedKey key) {
    Map<String, Object> header = new LinkedHashMap<>();
    header.put("alg", "HS256");
    header.put(Salt.MEMBER, key.salt().base64());
    header.put("typ", type);
    psk.keyId().ifPresent(id -> header.put("kid", id));
    try {
      return SignedJws.of(header, payload, HS256, key.key());
    } catch (JoseException e) {
      throw new IllegalStateException("this Java runtime cannot compute HMAC-SHA256", e);
    }
  }

  private SaltedKey freshKey(Instant now) {
    SaltedKey key = current;
    Duration age = Duration.between(key.since(), now);
    if (age.compareTo(MAX_SALT_AGE) >= 0) {
      return replaceOutdated(now);
    }
    if (age.compareTo(REPLACE_SALT_AFTER) >= 0 && replacing.compareAndSet(false, true)) {
      Thread replacer = new Thread(this::replaceAhead, "latchkey-signer-salt");
      replacer.setDaemon(true);
      replacer.start();
    }
    return key;
  }

  /**
   * Replaces the key of a signer that was not used for half a day. The caller waits for one
   * derivation.
   */
  private synchronized SaltedKey replaceOutdated(Instant now) {
    if (Duration.between(current.since(), now).compareTo(MAX_SALT_AGE) >= 0) {
      current = newKey();
    }
    return current;
  }

  private void replaceAhead() {
    try {
      current = newKey();
    } finally {
      replacing.set(false);
    }
  }

  private SaltedKey newKey() {
    Salt salt = Salt.random(random);
    return new SaltedKey(salt, derivation.derive(psk, salt.bytes()), clock.instant());
  }

  private record SaltedKey(Salt salt, HmacKey key, Instant since) {}
}
