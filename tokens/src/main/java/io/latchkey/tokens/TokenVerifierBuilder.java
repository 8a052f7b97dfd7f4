package io.latchkey.tokens;

import io.latchkey.base.crypto.CryptoProvider;
import io.latchkey.tokens.component.ComponentKey;
import io.latchkey.tokens.component.RevokedComponents;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Configures and builds a {@link TokenVerifier}. Not safe for use by several threads. */
public final class TokenVerifierBuilder {
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
  private CallerClaims callerClaims = CallerClaims.STANDARD;
  private TokenPurpose purpose = TokenPurpose.CREDENTIAL;
  private List<TrustedIssuer> issuers = List.of();
  private Optional<CertificateKeys> certificates = Optional.empty();
  private Optional<CertificateChains> chains = Optional.empty();
  private Optional<List<ComponentRoot>> componentRoots = Optional.empty();
  private Optional<ComponentKey> ownComponentKey = Optional.empty();
  private RevokedComponents revokedComponents = RevokedComponents.none();
  private List<DerivedKeys> derivedBefore = List.of();
  private Supplier<CryptoProvider> crypto = CryptoProvider::auto;

  TokenVerifierBuilder() {}

  /**
   * Sets the crypto provider that verifies tokens of public keys and certificates; default: {@code
   * auto}.
   *
   * @param name {@code auto}, {@code jdk}, {@code bc}, {@code accp} or {@code conscrypt}
   * @throws IllegalArgumentException if there is no such name, or the provider is not on the class
   *     path or does not work; the message says what to do
   */
  public TokenVerifierBuilder cryptoProvider(String name) {
    CryptoProvider named = CryptoProvider.named(name);
    crypto = () -> named;
    return this;
  }

  /**
   * Sets the pre-shared keys, newest first. A token without {@code kid} is tried with each key.
   * Duplicates are ignored.
   */
  public TokenVerifierBuilder preSharedKeys(List<PreSharedKey> keys) {
    preSharedKeys = List.copyOf(keys);
    return this;
  }

  /**
   * Sets the public keys. If {@code kid} of a token is the id of a key, only that key is tried.
   * Otherwise each key of a matching type is tried, in this order. The list may be empty: then all
   * tokens of public keys are rejected.
   */
  public TokenVerifierBuilder publicKeys(List<VerificationKey> keys) {
    publicKeys = Optional.of(List.copyOf(keys));
    return this;
  }

  /**
   * Sets the required {@code iss} of tokens of public keys. By default {@code iss} is not checked.
   */
  public TokenVerifierBuilder issuer(String value) {
    issuer = Optional.of(value);
    return this;
  }

  /**
   * Sets the value that {@code aud} of tokens of public keys must be or contain. By default {@code
   * aud} is not checked.
   */
  public TokenVerifierBuilder audience(String value) {
    audience = Optional.of(value);
    return this;
  }

  /**
   * Sets the accepted types of tokens of {@link #publicKeys}; {@link TokenType#JWT} by default.
   * Access tokens need {@link #issuer} and {@link #audience} (RFC 9068 section 4).
   */
  public TokenVerifierBuilder tokenTypes(Set<TokenType> values) {
    tokenTypes = Set.copyOf(values);
    return this;
  }

  /**
   * Sets issuers with their own keys and rules, in addition to {@link #publicKeys}. If {@code iss}
   * of a token is the {@code iss} of one of these issuers, only its keys and rules apply.
   */
  public TokenVerifierBuilder issuers(List<TrustedIssuer> values) {
    issuers = List.copyOf(values);
    return this;
  }

  /**
   * Accepts tokens that are signed with the key of the certificate in {@code x5t#S256}; by default
   * they are rejected. The caller has the name in the certificate and only the role {@code
   * service}, and may not have certificates signed. {@link #audience} is checked.
   */
  public TokenVerifierBuilder certificateKeys(CertificateKeys keys) {
    certificates = Optional.of(keys);
    return this;
  }

  /**
   * Accepts tokens that are signed with the key of the first certificate in {@code x5c} whose
   * fingerprint is {@code x5t#S256}; by default they are rejected. The caller has the name in the
   * certificate and only the role {@code service}, and may not have certificates signed. {@link
   * #audience} is checked.
   */
  public TokenVerifierBuilder certificateChains(CertificateChains values) {
    chains = Optional.of(values);
    return this;
  }

  /**
   * Accepts tokens of component keys; by default they are rejected as unsupported.
   *
   * @param roots the roots of the pre-shared keys that are not weak, newest first
   */
  public TokenVerifierBuilder componentKeys(List<ComponentRoot> roots) {
    componentRoots = Optional.of(List.copyOf(roots));
    return this;
  }

  /**
   * Accepts only tokens that the CA has signed for the holder of this component key: {@code kid} is
   * its id. The purpose has to be {@link TokenPurpose#CA_CERT}.
   */
  public TokenVerifierBuilder ownComponentKey(ComponentKey key) {
    ownComponentKey = Optional.of(key);
    return this;
  }

  /** Sets the component keys that are revoked; by default none. */
  public TokenVerifierBuilder revokedComponents(RevokedComponents values) {
    revokedComponents = values;
    return this;
  }

  /** Sets the derivation; {@link KeyDerivation#standard()} by default. */
  public TokenVerifierBuilder keyDerivation(KeyDerivation value) {
    derivation = value;
    return this;
  }

  /**
   * Sets how many derivations may run at the same time, from 1 to 1024; by default half the
   * processors. The queue has sixteen times as many places. If it is full, tokens are rejected with
   * {@link Reason#BUSY}.
   */
  public TokenVerifierBuilder kdfConcurrency(int value) {
    KeyDerivationLimiter.checkRange(value);
    kdfConcurrency = value;
    return this;
  }

  /**
   * Shares a limiter of key derivations with other verifiers; {@link #kdfConcurrency} is then
   * ignored. By default a verifier has its own limiter.
   */
  public TokenVerifierBuilder keyDerivationLimiter(KeyDerivationLimiter value) {
    limiter = Optional.of(value);
    return this;
  }

  /** Sets the clock for {@code exp}, {@code nbf} and {@code iat}; by default UTC. */
  public TokenVerifierBuilder clock(Clock value) {
    clock = value;
    return this;
  }

  /**
   * Sets the accepted clock difference in both directions, from 0 to 1 hour; by default 30 seconds.
   */
  public TokenVerifierBuilder clockSkew(Duration value) {
    if (value.isNegative() || value.compareTo(TokenVerifier.MAX_CLOCK_SKEW) > 0) {
      throw new IllegalArgumentException("clockSkew must be from PT0S to PT1H, not " + value);
    }
    clockSkew = value;
    return this;
  }

  /**
   * Rejects tokens whose lifetime, claimed or remaining, is longer. By default there is no limit.
   */
  public TokenVerifierBuilder maxTokenLifetime(Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException("maxTokenLifetime must be positive, not " + value);
    }
    maxLifetime = Optional.of(value);
    return this;
  }

  /**
   * Sets the claims that contain roles. All of them are read; a dot in a name selects a member of
   * an object. By default {@code roles}, {@code role} and {@code groups}.
   *
   * @throws IllegalArgumentException if there is no claim
   */
  public TokenVerifierBuilder rolesClaims(List<String> names) {
    if (names.isEmpty()) {
      throw new IllegalArgumentException("rolesClaims must name a claim");
    }
    callerClaims = callerClaims.withRoles(names);
    return this;
  }

  /**
   * Sets the claims that name the caller. The first that has a value counts; a dot in a name
   * selects a member of an object. By default {@code sub} and {@code email}. A claim that is no
   * string rejects the token. Component keys and certificates name their callers themselves.
   *
   * @throws IllegalArgumentException if there is no claim
   */
  public TokenVerifierBuilder nameClaims(List<String> names) {
    if (names.isEmpty()) {
      throw new IllegalArgumentException("nameClaims must name at least one claim");
    }
    callerClaims = callerClaims.withNames(names);
    return this;
  }

  /** Sets the purpose of the accepted tokens; by default {@link TokenPurpose#CREDENTIAL}. */
  public TokenVerifierBuilder purpose(TokenPurpose value) {
    purpose = value;
    return this;
  }

  /**
   * Reuses the keys that another verifier has derived from pre-shared keys that this verifier has
   * too, so that a change of keys costs no new derivations, and shares its {@linkplain
   * #keyDerivationLimiter limiter}. The cache of verified tokens is not shared.
   */
  public TokenVerifierBuilder reuseDerivedKeysOf(TokenVerifier other) {
    derivedBefore = other.derivedKeys();
    return keyDerivationLimiter(other.keyDerivationLimiter());
  }

  /**
   * Builds the verifier.
   *
   * @throws IllegalStateException if
   *     <ul>
   *       <li>there is no key,
   *       <li>two pre-shared keys have the same id, or two issuers the same {@code iss},
   *       <li>the purpose is {@link TokenPurpose#CA_CERT} and there are public keys,
   *       <li>{@link #issuer} or {@link #audience} is set and there are no public keys,
   *       <li>no token type is accepted, or access tokens are accepted without an issuer and an
   *           audience.
   *     </ul>
   */
  public TokenVerifier build() {
    boolean takesPublicKeys =
        publicKeys.isPresent()
            || !issuers.isEmpty()
            || certificates.isPresent()
            || chains.isPresent();
    if (ownComponentKey.isPresent() && purpose != TokenPurpose.CA_CERT) {
      throw new IllegalStateException("the own component key authenticates only the CA");
    }
    if (preSharedKeys.isEmpty() && !takesPublicKeys && ownComponentKey.isEmpty()) {
      throw new IllegalStateException("a verifier needs at least one pre-shared key or public key");
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
          "issuer and audience are checked in tokens of public keys, and there is no such key");
    }
    boolean comparesBoth = issuer.isPresent() && audience.isPresent();
    boolean takesAccessTokens = tokenTypes.contains(TokenType.ACCESS_TOKEN);
    if (tokenTypes.isEmpty() || (publicKeys.isPresent() && takesAccessTokens && !comparesBoth)) {
      throw new IllegalStateException(
          "a verifier needs a token type; access tokens also need an issuer and an audience");
    }
    KeyDerivationLimiter used = limiter.orElseGet(() -> new KeyDerivationLimiter(kdfConcurrency));
    return new TokenVerifier(keyRings(used), used, clock, clockSkew, maxLifetime, purpose);
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
            : Optional.of(new PreSharedKeyRing(derived, callerClaims)),
        hasPublicKeys
            ? Optional.of(
                new PublicKeyRing(
                    unnamed, issuer, audience, tokenTypes, issuers, callerClaims, crypto.get()))
            : Optional.empty(),
        certificates.map(keys -> certificateKeyRing(new TokenCertificateSource.Recorded(keys))),
        chains.map(sent -> certificateKeyRing(new TokenCertificateSource.Sent(sent))),
        ownComponentKey
            .<KeyRing>map(OwnComponentKeyRing::new)
            .or(() -> componentRoots.map(roots -> componentKeyRing(roots))));
  }

  private CertificateKeyRing certificateKeyRing(TokenCertificateSource source) {
    return new CertificateKeyRing(
        source, audience, clock, crypto.get(), componentRoots.map(this::componentKeyRing));
  }

  private ComponentKeyRing componentKeyRing(List<ComponentRoot> roots) {
    return new ComponentKeyRing(
        roots, preSharedKeys.stream().findFirst(), revokedComponents, callerClaims.roles(), clock);
  }

  private DerivedKeys derived(PreSharedKey psk, KeyDerivationLimiter shared) {
    return derivedBefore.stream()
        .filter(before -> before.isOf(psk, derivation))
        .findFirst()
        .orElseGet(() -> new DerivedKeys(psk, derivation, shared));
  }
}
