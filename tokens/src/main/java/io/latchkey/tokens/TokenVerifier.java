package io.latchkey.tokens;

import io.latchkey.tokens.VerifiedTokens.Entry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jose4j.jca.ProviderContext;
import org.jose4j.jws.HmacUsingShaAlgorithm;
import org.jose4j.jws.JsonWebSignatureAlgorithm;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * Tells good tokens from others: compact JWS (RFC 7515) with JWT claims (RFC 7519), signed with
 * HS256 under a key that PBKDF2 derives from a pre-shared key and the salt in the header.
 *
 * <p>{@link #verify} reads from the top: whatever can only refuse comes first and costs next to
 * nothing, then the key, then the signature. What comes before the signature never admits. A token
 * that was found good is remembered, as is the key of its salt, until it ends; a verifier's keys do
 * not change, so another set of keys is another verifier that remembers nothing.
 *
 * <p>Safe for use by several threads; meant to be shared by all of an application.
 */
public final class TokenVerifier {
  /** The longest token that is looked at, in characters. */
  public static final int MAX_TOKEN_LENGTH = 8192;

  /** The most that clocks may be allowed to differ. */
  public static final Duration MAX_CLOCK_SKEW = Duration.ofHours(1);

  private static final String ALGORITHM = "HS256";
  private static final int SIGNATURE_BYTES = 32;
  private static final JsonWebSignatureAlgorithm HS256 = new HmacUsingShaAlgorithm.HmacSha256();
  private static final ProviderContext PROVIDERS = new ProviderContext();

  private final List<DerivedKeys> keys;
  private final VerifiedTokens verified = new VerifiedTokens();
  private final Clock clock;
  private final long skew;
  private final Optional<Duration> maxLifetime;
  private final List<String> rolesClaims;
  private final TokenPurpose purpose;

  private TokenVerifier(Builder builder) {
    DerivedKeys.Gate gate = new DerivedKeys.Gate(builder.kdfConcurrency);
    keys =
        builder.preSharedKeys.stream()
            .map(psk -> new DerivedKeys(psk, builder.derivation, gate))
            .toList();
    clock = builder.clock;
    skew = builder.clockSkew.toMillis();
    maxLifetime = builder.maxLifetime;
    rolesClaims = builder.rolesClaims;
    purpose = builder.purpose;
  }

  /** Starts with the defaults of the scheme and without a key. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Verifies a token.
   *
   * @param token a compact JWS, as it stands after {@code Bearer}
   * @throws InvalidTokenException if the token is not to be trusted, or, with {@link Reason#BUSY},
   *     if it could not be judged now
   */
  public VerifiedToken verify(String token) throws InvalidTokenException {
    checkLength(token);
    TokenDigest digest = TokenDigest.of(token);
    Entry seen = verified.find(digest);
    long now = clock.millis();
    if (seen != null) {
      return stillValid(digest, seen, now);
    }
    CompactJws jws = CompactJws.parse(token);
    checkAlgorithm(jws);
    Salt salt = Salt.parse(jws.text(Salt.MEMBER));
    Map<String, Object> claims = JsonObject.parse(jws.payload());
    purpose.check(jws.text("typ"), claims);
    Validity validity = checkTime(claims, now);
    Caller caller = Caller.ofPskToken(claims, rolesClaims);
    checkSignature(jws, salt);
    VerifiedToken good = new VerifiedToken(caller, Scheme.PSK, claims, validity.end());
    Duration remaining = Duration.ofMillis(validity.expiresAt() + skew - now);
    verified.add(digest, new Entry(good, validity, token.length(), remaining));
    return good;
  }

  /**
   * Whether this token, or another one with its salt, has been verified before: then verifying it
   * costs no key derivation, and its sender may be taken for a legitimate one that must not suffer
   * from what others do. Says nothing about whether the token is good.
   */
  public boolean knows(String token) {
    if (token.length() > MAX_TOKEN_LENGTH) {
      return false;
    }
    if (verified.find(TokenDigest.of(token)) != null) {
      return true;
    }
    try {
      Salt salt = Salt.parse(CompactJws.parse(token).text(Salt.MEMBER));
      return keys.stream().anyMatch(key -> key.knows(salt));
    } catch (InvalidTokenException e) {
      return false;
    }
  }

  private static void checkLength(String token) throws InvalidTokenException {
    if (token.length() > MAX_TOKEN_LENGTH) {
      throw InvalidTokenException.malformed(
          "The token is longer than " + MAX_TOKEN_LENGTH + " characters.");
    }
  }

  private VerifiedToken stillValid(TokenDigest digest, Entry seen, long now)
      throws InvalidTokenException {
    try {
      seen.validity().check(now, skew);
      return seen.token();
    } catch (InvalidTokenException e) {
      verified.remove(digest);
      throw e;
    }
  }

  private static void checkAlgorithm(CompactJws jws) throws InvalidTokenException {
    if (!ALGORITHM.equals(jws.text("alg"))) {
      throw InvalidTokenException.unsupported(
          "The algorithm of the token is not " + ALGORITHM + ", the one of a pre-shared key.");
    }
    if (jws.signature().length != SIGNATURE_BYTES) {
      throw badSignature();
    }
  }

  private Validity checkTime(Map<String, Object> claims, long now) throws InvalidTokenException {
    Validity validity = Validity.of(claims);
    validity.check(now, skew);
    if (maxLifetime.isPresent()) {
      validity.checkLifetime(now, skew, maxLifetime.get());
    }
    return validity;
  }

  private void checkSignature(CompactJws jws, Salt salt) throws InvalidTokenException {
    for (DerivedKeys candidate : candidates(jws.text("kid"))) {
      if (candidate.verify(salt, key -> isSignedBy(jws, key))) {
        return;
      }
    }
    throw badSignature();
  }

  /** The keys under the token's {@code kid}; without one, or with one nobody has, those without. */
  private List<DerivedKeys> candidates(@Nullable String kid) {
    List<DerivedKeys> named = new ArrayList<>();
    List<DerivedKeys> unnamed = new ArrayList<>();
    for (DerivedKeys key : keys) {
      Optional<String> id = key.psk().keyId();
      if (kid == null || id.isEmpty()) {
        unnamed.add(key);
      } else if (id.get().equals(kid)) {
        named.add(key);
      }
    }
    return named.isEmpty() ? unnamed : named;
  }

  /** Compares in constant time; jose4j does. */
  private static boolean isSignedBy(CompactJws jws, HmacKey key) {
    try {
      return HS256.verifySignature(jws.signature(), key, jws.signingInput(), PROVIDERS);
    } catch (JoseException e) {
      throw new IllegalStateException("this Java runtime cannot compute HMAC-SHA256", e);
    }
  }

  private static InvalidTokenException badSignature() {
    return new InvalidTokenException(
        Reason.SIGNATURE, "The token is not signed with the key of this server.");
  }

  /** Collects what a verifier needs. Not safe for use by several threads. */
  public static final class Builder {
    private List<PreSharedKey> preSharedKeys = List.of();
    private KeyDerivation derivation = KeyDerivation.standard();
    private int kdfConcurrency = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    private Clock clock = Clock.systemUTC();
    private Duration clockSkew = Duration.ofSeconds(30);
    private Optional<Duration> maxLifetime = Optional.empty();
    private List<String> rolesClaims = List.of("roles", "role", "groups");
    private TokenPurpose purpose = TokenPurpose.CREDENTIAL;

    private Builder() {}

    /** Sets the keys to accept, newest first; a token without {@code kid} is tried with each. */
    public Builder preSharedKeys(List<PreSharedKey> keys) {
      preSharedKeys = List.copyOf(keys);
      return this;
    }

    /** Sets the derivation; {@link KeyDerivation#standard()} by default. */
    public Builder keyDerivation(KeyDerivation value) {
      derivation = value;
      return this;
    }

    /**
     * Sets how many derivations may run at once, from 1 to 1024; half the processors by default.
     * Sixteen times as many may wait; beyond that a token is answered with {@link Reason#BUSY}.
     */
    public Builder kdfConcurrency(int value) {
      if (value < 1 || value > 1024) {
        throw new IllegalArgumentException("kdfConcurrency must be from 1 to 1024, not " + value);
      }
      kdfConcurrency = value;
      return this;
    }

    /** Sets the clock to judge {@code exp}, {@code nbf} and {@code iat} by; UTC by default. */
    public Builder clock(Clock value) {
      clock = value;
      return this;
    }

    /** Sets how far clocks may differ, either way, 0 to 1 hour; 30 seconds by default. */
    public Builder clockSkew(Duration value) {
      if (value.isNegative() || value.compareTo(MAX_CLOCK_SKEW) > 0) {
        throw new IllegalArgumentException("clockSkew must be from PT0S to PT1H, not " + value);
      }
      clockSkew = value;
      return this;
    }

    /** Refuses tokens that claim a longer life, or have one still to come; no bound by default. */
    public Builder maxTokenLifetime(Duration value) {
      if (value.isNegative() || value.isZero()) {
        throw new IllegalArgumentException("maxTokenLifetime must be positive, not " + value);
      }
      maxLifetime = Optional.of(value);
      return this;
    }

    /**
     * Sets the claims that hold roles, all of which are read; a dot reaches into an object. By
     * default {@code roles}, {@code role} and {@code groups}.
     */
    public Builder rolesClaims(List<String> names) {
      rolesClaims = List.copyOf(names);
      return this;
    }

    /** Sets what tokens are taken for; {@link TokenPurpose#CREDENTIAL} by default. */
    public Builder purpose(TokenPurpose value) {
      purpose = value;
      return this;
    }

    /**
     * Makes the verifier.
     *
     * @throws IllegalStateException if it has no key, or two keys have the same id
     */
    public TokenVerifier build() {
      if (preSharedKeys.isEmpty()) {
        throw new IllegalStateException("a verifier needs at least one pre-shared key");
      }
      List<String> ids = preSharedKeys.stream().flatMap(key -> key.keyId().stream()).toList();
      if (ids.stream().distinct().count() < ids.size()) {
        throw new IllegalStateException("two pre-shared keys have the same key id");
      }
      return new TokenVerifier(this);
    }
  }
}
