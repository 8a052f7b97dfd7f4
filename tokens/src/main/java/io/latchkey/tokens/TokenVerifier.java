package io.latchkey.tokens;

import io.latchkey.tokens.VerifiedTokens.Entry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.stream.Stream;

/**
 * Tells good tokens from others: compact JWS (RFC 7515) with JWT claims (RFC 7519), signed with
 * HS256 under a key that PBKDF2 derives from a pre-shared key and the salt in the header, or with
 * the private half of a {@link VerificationKey}. HS256 is checked against pre-shared keys only, all
 * else against public keys only.
 *
 * <p>{@link #verify} reads from the top: whatever can only refuse comes first and costs next to
 * nothing, then the key, then the signature. What comes before the signature never admits. A token
 * that was found good is remembered, as is the key of its salt, until it ends; a verifier's keys do
 * not change, so another set of keys is another verifier, which remembers no token ({@link
 * Builder#reuseDerivedKeysOf}).
 *
 * <p>Safe for use by several threads; meant to be shared by all of an application.
 */
public final class TokenVerifier {
  /** The longest token that is looked at, in characters. */
  public static final int MAX_TOKEN_LENGTH = 8192;

  /** The most that clocks may be allowed to differ. */
  public static final Duration MAX_CLOCK_SKEW = Duration.ofHours(1);

  /** How long a token is remembered that was verified with a key that somebody may take back. */
  private static final Duration BRIEFLY = Duration.ofMinutes(1);

  private final KeyRings keyRings;
  private final KeyDerivationLimiter limiter;
  private final VerifiedTokens verified = VerifiedTokens.ofThisRuntime();
  private final Clock clock;
  private final long skew;
  private final Optional<Duration> maxLifetime;
  private final TokenPurpose purpose;

  private TokenVerifier(Builder builder) {
    limiter = builder.limiter.orElseGet(() -> new KeyDerivationLimiter(builder.kdfConcurrency));
    keyRings = builder.keyRings(limiter);
    clock = builder.clock;
    skew = builder.clockSkew.toMillis();
    maxLifetime = builder.maxLifetime;
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
    return verify(token, () -> 0);
  }

  /**
   * The same, with a say in who goes first when key derivations have to wait for each other.
   *
   * @param rank the lowest goes first, and when there is no more room to wait, the highest has to
   *     give way; asked at most once for each pre-shared key, and only if a key has to be derived
   * @throws InvalidTokenException as {@link #verify(String)}
   */
  public VerifiedToken verify(String token, IntSupplier rank) throws InvalidTokenException {
    checkLength(token);
    TokenDigest digest = TokenDigest.of(token);
    Entry seen = verified.find(digest);
    long now = clock.millis();
    if (seen != null) {
      limiter.statistics().foundToken();
      return stillValid(digest, seen, now);
    }
    CompactJws jws = CompactJws.parse(token);
    KeyRing keys = keyRings.of(jws);
    keys.checkHeader(jws);
    Map<String, Object> claims = jws.claims();
    purpose.check(jws.text("typ"), keys.tokenTypes(claims), claims);
    Validity validity = checkTime(claims, now);
    Verification verification = keys.verify(jws, claims, rank);
    VerifiedToken good =
        new VerifiedToken(verification, keys.scheme(), jws.payload(), claims, validity.end());
    verified.add(digest, entry(good, verification, validity, now));
    return good;
  }

  private Entry entry(VerifiedToken good, Verification verification, Validity claimed, long now) {
    Validity validity =
        verification.until().map(until -> claimed.endingBy(until, skew)).orElse(claimed);
    Duration remaining = Duration.ofMillis(validity.expiresAt() + skew - now);
    // The CA may take back a certificate at any time; a key that ends is asked for again soon.
    boolean brief = verification.until().isPresent() && remaining.compareTo(BRIEFLY) > 0;
    return new Entry(good, validity, brief ? BRIEFLY : remaining);
  }

  /**
   * Whether this token, or another one with its salt, has been verified before: then verifying it
   * costs no key derivation, and its sender may be taken for a legitimate one that must not suffer
   * from what others do. Says nothing about whether the token is good.
   */
  public boolean hasVerified(String token) {
    if (token.length() > MAX_TOKEN_LENGTH) {
      return false;
    }
    if (verified.find(TokenDigest.of(token)) != null) {
      return true;
    }
    try {
      return keyRings.hasVerified(CompactJws.parse(token));
    } catch (InvalidTokenException e) {
      return false;
    }
  }

  /** The limiter of the key derivations of this verifier, which other verifiers may share. */
  public KeyDerivationLimiter keyDerivationLimiter() {
    return limiter;
  }

  /**
   * The {@code kid} in the header of a token that nobody has verified: who wrote it may have put
   * anything there. For a log that says which key somebody meant.
   */
  public static Optional<String> claimedKeyId(String token) {
    if (token.length() > MAX_TOKEN_LENGTH) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(CompactJws.parse(token).text("kid"));
    } catch (InvalidTokenException e) {
      return Optional.empty();
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

  private Validity checkTime(Map<String, Object> claims, long now) throws InvalidTokenException {
    Validity validity = Validity.of(claims);
    validity.check(now, skew);
    if (maxLifetime.isPresent()) {
      validity.checkLifetime(now, skew, maxLifetime.get());
    }
    return validity;
  }

  /** Collects what a verifier needs. Not safe for use by several threads. */
  public static final class Builder {
    private List<PreSharedKey> preSharedKeys = List.of();
    private Optional<List<VerificationKey>> publicKeys = Optional.empty();
    private Optional<String> issuer = Optional.empty();
    private Optional<String> audience = Optional.empty();
    private Set<TokenType> tokenTypes = Set.of(TokenType.JWT);
    private KeyDerivation derivation = KeyDerivation.standard();
    private int kdfConcurrency = KeyDerivationLimiter.standardConcurrency();
    private Optional<KeyDerivationLimiter> limiter = Optional.empty();
    private Clock clock = Clock.systemUTC();
    private Duration clockSkew = Duration.ofSeconds(30);
    private Optional<Duration> maxLifetime = Optional.empty();
    private List<String> rolesClaims = List.of("roles", "role", "groups");
    private TokenPurpose purpose = TokenPurpose.CREDENTIAL;
    private List<TrustedIssuer> issuers = List.of();
    private Optional<CertificateKeys> certificates = Optional.empty();
    private List<DerivedKeys> derivedBefore = List.of();

    private Builder() {}

    /**
     * Sets the keys to accept, newest first; a token without {@code kid} is tried with each. One
     * that is there twice counts once.
     */
    public Builder preSharedKeys(List<PreSharedKey> keys) {
      preSharedKeys = List.copyOf(keys);
      return this;
    }

    /**
     * Sets the public keys. A token with {@code kid} is tried with the key of that id, if there is
     * one; any other with each key of a fitting kind, in this order. The list may be empty.
     */
    public Builder publicKeys(List<VerificationKey> keys) {
      publicKeys = Optional.of(List.copyOf(keys));
      return this;
    }

    /** Sets the {@code iss} of tokens of public keys; not compared by default. */
    public Builder issuer(String value) {
      issuer = Optional.of(value);
      return this;
    }

    /** Sets what {@code aud} of tokens of public keys has to name; not compared by default. */
    public Builder audience(String value) {
      audience = Optional.of(value);
      return this;
    }

    /**
     * Sets the accepted types of tokens of {@link #publicKeys}; {@link TokenType#JWT} by default.
     * Access tokens need {@link #issuer} and {@link #audience} (RFC 9068 section 4).
     */
    public Builder tokenTypes(Set<TokenType> values) {
      tokenTypes = Set.copyOf(values);
      return this;
    }

    /**
     * Sets issuers with keys of their own, beside those of {@link #publicKeys}. A token whose
     * {@code iss} is that of one of them is judged by that one's keys and rules alone.
     */
    public Builder issuers(List<TrustedIssuer> values) {
      issuers = List.copyOf(values);
      return this;
    }

    /**
     * Accepts tokens that are signed with the key of the certificate in {@code x5t#S256}; by
     * default they are rejected. The caller has the name in the certificate, the role {@code
     * service} alone, and may have no certificates signed. {@link #audience} is compared.
     */
    public Builder certificateKeys(CertificateKeys keys) {
      certificates = Optional.of(keys);
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
      if (value < 1 || value > KeyDerivationLimiter.MAX_CONCURRENCY) {
        throw new IllegalArgumentException("kdfConcurrency must be from 1 to 1024, not " + value);
      }
      kdfConcurrency = value;
      return this;
    }

    /**
     * Shares a limiter of key derivations with other verifiers; {@link #kdfConcurrency} is then
     * ignored. By default a verifier has its own limiter.
     */
    public Builder keyDerivationLimiter(KeyDerivationLimiter value) {
      limiter = Optional.of(value);
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
     * Takes over what another verifier has derived from those pre-shared keys that this one has
     * too, so that a change of keys costs their holders no derivation, and shares its {@linkplain
     * #keyDerivationLimiter limiter}. Nothing of the tokens that the other has verified is taken
     * over, nor is what it verifies from now on.
     */
    public Builder reuseDerivedKeysOf(TokenVerifier other) {
      derivedBefore = other.keyRings.derived();
      return keyDerivationLimiter(other.limiter);
    }

    /**
     * Makes the verifier.
     *
     * @throws IllegalStateException if it has no key, two pre-shared keys have the same id or two
     *     issuers the same {@code iss}, there are public keys although it is for the CA's tokens,
     *     or there is an issuer or audience to compare but no public key, or no type of token is
     *     accepted, or access tokens without an issuer and an audience to compare
     */
    public TokenVerifier build() {
      boolean takesPublicKeys =
          publicKeys.isPresent() || !issuers.isEmpty() || certificates.isPresent();
      if (preSharedKeys.isEmpty() && !takesPublicKeys) {
        throw new IllegalStateException(
            "a verifier needs at least one pre-shared key or public key");
      }
      checkDistinct(
          "two pre-shared keys have the same key id",
          preSharedKeys.stream().flatMap(key -> key.keyId().stream()));
      checkDistinct(
          "two issuers have the same iss",
          Stream.concat(issuer.stream(), issuers.stream().map(TrustedIssuer::issuer)));
      if (purpose == TokenPurpose.CA_CERT && takesPublicKeys) {
        throw new IllegalStateException("the CA signs its token with a pre-shared key only");
      }
      if (!takesPublicKeys && (issuer.isPresent() || audience.isPresent())) {
        throw new IllegalStateException(
            "issuer and audience are compared in tokens of public keys, and there is no such key");
      }
      boolean comparesBoth = issuer.isPresent() && audience.isPresent();
      boolean takesAccessTokens = tokenTypes.contains(TokenType.ACCESS_TOKEN);
      if (tokenTypes.isEmpty() || (publicKeys.isPresent() && takesAccessTokens && !comparesBoth)) {
        throw new IllegalStateException(
            "a verifier needs a type of token; access tokens also need an issuer and an audience");
      }
      return new TokenVerifier(this);
    }

    private static void checkDistinct(String problem, Stream<String> ids) {
      List<String> all = ids.toList();
      if (all.stream().distinct().count() < all.size()) {
        throw new IllegalStateException(problem);
      }
    }

    private KeyRings keyRings(KeyDerivationLimiter shared) {
      List<DerivedKeys> derived =
          preSharedKeys.stream().distinct().map(psk -> derived(psk, shared)).toList();
      boolean hasPublicKeys = publicKeys.isPresent() || !issuers.isEmpty();
      List<VerificationKey> unnamed = publicKeys.orElseGet(List::of);
      return new KeyRings(
          derived.isEmpty()
              ? Optional.empty()
              : Optional.of(new PreSharedKeyRing(derived, rolesClaims)),
          hasPublicKeys
              ? Optional.of(
                  new PublicKeyRing(unnamed, issuer, audience, tokenTypes, issuers, rolesClaims))
              : Optional.empty(),
          certificates.map(keys -> new CertificateKeyRing(keys, audience, clock)));
    }

    private DerivedKeys derived(PreSharedKey psk, KeyDerivationLimiter shared) {
      return derivedBefore.stream()
          .filter(before -> before.isOf(psk, derivation))
          .findFirst()
          .orElseGet(() -> new DerivedKeys(psk, derivation, shared));
    }
  }
}
