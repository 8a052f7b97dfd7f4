package io.latchkey.tokens;

import io.latchkey.tokens.VerifiedTokenCache.Entry;
import io.latchkey.tokens.component.ComponentKey;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Verifies tokens: compact JWS (RFC 7515) with JWT claims (RFC 7519). The type of the key decides
 * which tokens the key can verify:
 *
 * <ul>
 *   <li>A {@link PreSharedKey} verifies HS256 tokens only. PBKDF2 derives the HMAC key from the
 *       pre-shared key and the salt in the header ({@link KeyDerivation}).
 *   <li>A component key verifies HS256 tokens whose {@code kid} is its id ({@link ComponentRoot}).
 *   <li>A {@link VerificationKey} or a certificate verifies the asymmetric algorithms of its type
 *       only.
 * </ul>
 *
 * <p>{@link #verify} applies these rules in this order. The rules before the signature are cheap
 * and can only reject a token.
 *
 * <ol>
 *   <li><b>Size.</b> The token has at most {@value #MAX_TOKEN_LENGTH} characters.
 *   <li><b>Form.</b> The token has three segments of canonical base64url, and the header is a
 *       strict JSON object. A header with {@code crit}, {@code b64} or key material is rejected.
 *   <li><b>Algorithm.</b> Keys for the {@code alg} of the header are configured. {@code none} has
 *       no keys. {@code x5c} is accepted only beside {@code x5t#S256}, if {@link
 *       TokenVerifierBuilder#certificateChains} is set.
 *   <li><b>Header.</b> With a pre-shared key, {@code salt} has the expected form. With a component
 *       key, {@code kid} is a path with known restrictions, and there is no {@code salt}. With a
 *       certificate, {@code x5t#S256} is a fingerprint, of the first certificate in {@code x5c} if
 *       that is present.
 *   <li><b>Signature form</b>, for HS256: the signature has 32 bytes. The form of another signature
 *       depends on the key. The key checks it as the first part of the rule <b>Signature</b>.
 *   <li><b>Purpose.</b> The claims are a strict JSON object. {@code typ} and the claims match the
 *       {@link TokenPurpose}. A token of the CA is never a credential.
 *   <li><b>Time.</b> {@code exp} is present and in the future, {@code nbf} and {@code iat} are not;
 *       the lifetime is within the limit.
 *   <li><b>Issuer and audience.</b> For public keys, {@code iss} and {@code aud} have the expected
 *       values, {@code cnf} is absent, and the claims that {@code typ} requires are present. For
 *       certificates, {@code aud} has the expected value. A claim that names the caller is a
 *       string.
 *   <li><b>Signature.</b> One of the configured keys has signed the token. A certificate is looked
 *       up and must be valid at this time before its key is used.
 *   <li><b>Key.</b> A component key is not revoked, not past its {@code not-after}, and has the
 *       name that {@code sub} has, if present. The same applies to the name in a certificate and to
 *       the component key with which the certificate was requested; the certificate is not revoked.
 * </ol>
 *
 * <p>A verified token is cached until it expires, and so is the key of its salt; only its time
 * window is checked again. The keys of a verifier do not change. After a change of keys, build
 * another verifier, which has an empty cache of tokens ({@link
 * TokenVerifierBuilder#reuseDerivedKeysOf}).
 *
 * <p>Safe for use by several threads. An application uses one verifier for all requests:
 *
 * <pre>{@code
 * TokenVerifier verifier =
 *     TokenVerifier.builder().preSharedKeys(List.of(PreSharedKey.of(secret))).build();
 * VerifiedToken caller = verifier.verify(token);
 * }</pre>
 */
public final class TokenVerifier {
  /** The maximum length of a token in characters. Longer tokens are rejected. */
  public static final int MAX_TOKEN_LENGTH = 8192;

  /** The maximum of {@link TokenVerifierBuilder#clockSkew}. */
  public static final Duration MAX_CLOCK_SKEW = Duration.ofHours(1);

  /** The maximum time in the cache for a token whose key can be revoked, such as a certificate. */
  private static final Duration REVOCABLE_CACHE_TIME = Duration.ofMinutes(1);

  private final KeyRings keyRings;
  private final KeyDerivationLimiter limiter;
  private final VerifiedTokenCache verified = VerifiedTokenCache.ofThisRuntime();
  private final KnownHeaders headers = new KnownHeaders();
  private final Clock clock;
  private final long skew;
  private final Optional<Duration> maxLifetime;
  private final TokenPurpose purpose;

  TokenVerifier(
      KeyRings keyRings,
      KeyDerivationLimiter limiter,
      Clock clock,
      Duration clockSkew,
      Optional<Duration> maxLifetime,
      TokenPurpose purpose) {
    this.keyRings = keyRings;
    this.limiter = limiter;
    this.clock = clock;
    this.skew = clockSkew.toMillis();
    this.maxLifetime = maxLifetime;
    this.purpose = purpose;
  }

  /** Creates a builder that has the defaults of the scheme and no key. */
  public static TokenVerifierBuilder builder() {
    return new TokenVerifierBuilder();
  }

  /**
   * Verifies a token.
   *
   * @param token a compact JWS: the text after {@code Bearer} in the header {@code Authorization}
   * @return the caller
   * @throws InvalidTokenException if a rule rejects the token; with {@link Reason#BUSY} if the
   *     token cannot be verified now because too many keys are being derived or looked up
   */
  public VerifiedToken verify(String token) throws InvalidTokenException {
    return verify(token, () -> 0);
  }

  /**
   * Verifies a token, with a rank for the queue of key derivations.
   *
   * @param rank the priority in the queue: the lowest rank goes first, and when the queue is full,
   *     the highest rank is rejected. Called at most once for each pre-shared key, and only if a
   *     key must be derived
   * @return the caller
   * @throws InvalidTokenException as {@link #verify(String)}
   */
  public VerifiedToken verify(String token, IntSupplier rank) throws InvalidTokenException {
    checkLength(token);
    TokenDigest digest = TokenDigest.of(token);
    Entry cached = verified.find(digest);
    long now = clock.millis();
    if (cached != null) {
      limiter.statistics().foundToken();
      return stillValid(digest, cached, now);
    }
    // Form: nothing in the token is trusted yet.
    CompactJws jws = CompactJws.parse(token, headers::find);
    // Algorithm: the configured keys decide, the header only selects.
    KeyRing keys = keyRings.of(jws);
    keys.checkHeader(jws);
    keys.checkSignatureForm(jws);
    Map<String, Object> claims = jws.claims();
    purpose.check(jws.header().text("typ"), keys.tokenTypes(claims), claims);
    Validity validity = checkTime(claims, now);
    keys.checkIssuerAndAudience(jws, claims);
    // Signature, then key. Only this step creates a Verification.
    Verification verification = keys.verify(jws, claims, rank);
    VerifiedToken caller =
        new VerifiedToken(verification, keys.scheme(), jws.payload(), claims, validity.end());
    verified.add(digest, entry(caller, verification, validity, now));
    headers.add(jws);
    return caller;
  }

  /**
   * Finds a token that this verifier has verified before and that is still valid. For a server that
   * gets the same tokens again and again: this method allocates no memory.
   *
   * @param text a text that ends with the token, such as the value of the header {@code
   *     Authorization}
   * @param from the index at which the token begins, 0 to the length of the text
   * @return the caller; null if {@link #verify(String, IntSupplier)} has to decide about the token
   */
  public @Nullable VerifiedToken findVerified(String text, int from) {
    if (text.length() - from > MAX_TOKEN_LENGTH) {
      return null;
    }
    Entry cached = verified.find(text, from);
    if (cached == null || !cached.isValid(clock.millis(), skew)) {
      return null;
    }
    limiter.statistics().foundToken();
    return cached.token();
  }

  private Entry entry(VerifiedToken caller, Verification verification, Validity claimed, long now) {
    Validity validity =
        verification.expiresAt().map(end -> claimed.endingBy(end, skew)).orElse(claimed);
    Duration remaining = Duration.ofMillis(validity.expiresAt() + skew - now);
    // The CA may revoke a certificate at any time, so such a key is looked up again soon.
    boolean revocable =
        verification.expiresAt().isPresent() && remaining.compareTo(REVOCABLE_CACHE_TIME) > 0;
    return new Entry(
        caller, validity, revocable ? REVOCABLE_CACHE_TIME : remaining, verification.revoked());
  }

  /**
   * Whether this token, or another token with the same salt, was verified before. Verifying the
   * token then needs no key derivation, and a rate limit need not apply to it. This method does not
   * verify the token: a forged token with a known salt gives true.
   */
  public boolean hasVerified(String token) {
    if (token.length() > MAX_TOKEN_LENGTH) {
      return false;
    }
    if (verified.find(TokenDigest.of(token)) != null) {
      return true;
    }
    try {
      return keyRings.hasVerified(CompactJws.parse(token, headers::find));
    } catch (InvalidTokenException e) {
      return false;
    }
  }

  /** The keys that were derived from pre-shared keys. */
  List<DerivedKeys> derivedKeys() {
    return keyRings.derived();
  }

  /** The limiter of the key derivations of this verifier, which other verifiers may share. */
  public KeyDerivationLimiter keyDerivationLimiter() {
    return limiter;
  }

  /**
   * Returns the {@code kid} in the header of an unverified token, for a log. The value is
   * untrusted: the sender chooses it. Empty if it is the secret of a component key.
   */
  public static Optional<String> claimedKeyId(String token) {
    if (token.length() > MAX_TOKEN_LENGTH) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(CompactJws.parse(token).header().text("kid"))
          .filter(id -> !ComponentKey.looksLikeIt(id));
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

  private VerifiedToken stillValid(TokenDigest digest, Entry cached, long now)
      throws InvalidTokenException {
    try {
      cached.validity().check(now, skew);
      CertificateKeyRing.checkRevocation(cached.revoked());
      return cached.token();
    } catch (InvalidTokenException e) {
      if (e.reason() != Reason.BUSY) {
        verified.remove(digest);
      }
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
}
