package io.latchkey.tokens;

import io.latchkey.base.crypto.CryptoProvider;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Public keys, with the required issuer, audience (RFC 7519 sections 4.1.1 and 4.1.3) and types of
 * the tokens that they verify.
 *
 * @param unnamed the keys that belong to no named issuer
 * @param issuer the required {@code iss} of tokens of the unnamed keys; if empty, not checked
 * @param audience the value that {@code aud} of these tokens must be or contain; if empty, not
 *     checked
 * @param tokenTypes the accepted types of these tokens
 * @param named the issuers with their own keys, by {@code iss}
 */
record PublicKeyRing(
    List<VerificationKey> unnamed,
    Optional<String> issuer,
    Optional<String> audience,
    Set<TokenType> tokenTypes,
    Map<String, TrustedIssuer> named,
    CallerClaims callerClaims,
    CryptoProvider crypto)
    implements KeyRing {
  private static final String CONFIRMATION = "cnf";
  private static final String KIND = Scheme.PUBLIC_KEY.wireName();

  PublicKeyRing(
      List<VerificationKey> unnamed,
      Optional<String> issuer,
      Optional<String> audience,
      Set<TokenType> tokenTypes,
      List<TrustedIssuer> named,
      CallerClaims callerClaims,
      CryptoProvider crypto) {
    this(unnamed, issuer, audience, tokenTypes, byIssuer(named), callerClaims, crypto);
  }

  private static Map<String, TrustedIssuer> byIssuer(List<TrustedIssuer> named) {
    Map<String, TrustedIssuer> byIssuer = new HashMap<>();
    named.forEach(each -> byIssuer.put(each.issuer(), each));
    return Map.copyOf(byIssuer);
  }

  @Override
  public Scheme scheme() {
    return Scheme.PUBLIC_KEY;
  }

  @Override
  public boolean takes(CompactJws jws) throws InvalidTokenException {
    String algorithm = jws.header().algorithm();
    return keys().anyMatch(key -> key.takes(algorithm));
  }

  /** Whether {@code kid} in the header is the id of one of these keys. */
  boolean isNamedBy(CompactJws jws) throws InvalidTokenException {
    String kid = jws.header().text("kid");
    return kid != null && keys().anyMatch(key -> key.keyId().filter(kid::equals).isPresent());
  }

  private Stream<VerificationKey> keys() {
    return Stream.concat(
        unnamed.stream(), named.values().stream().flatMap(each -> each.keys().stream()));
  }

  @Override
  public Set<TokenType> tokenTypes(Map<String, Object> claims) {
    TrustedIssuer by = namedIssuer(claims);
    return by == null ? tokenTypes : by.tokenTypes();
  }

  private @Nullable TrustedIssuer namedIssuer(Map<String, Object> claims) {
    return claims.get("iss") instanceof String iss ? named.get(iss) : null;
  }

  @Override
  public void checkIssuerAndAudience(CompactJws jws, Map<String, Object> claims)
      throws InvalidTokenException {
    TrustedIssuer by = namedIssuer(claims);
    if (by == null) {
      checkIssuer(claims);
    }
    KeyRing.checkAudience(by == null ? audience : by.audience(), claims);
    checkUnbound(claims);
    TokenType.of(jws.header().text("typ")).orElse(TokenType.JWT).checkClaims(claims);
  }

  private void checkIssuer(Map<String, Object> claims) throws InvalidTokenException {
    boolean ofNoIssuer = unnamed.isEmpty() && issuer.isEmpty() && !named.isEmpty();
    if (ofNoIssuer || (issuer.isPresent() && !issuer.get().equals(claims.get("iss")))) {
      throw new InvalidTokenException(
          Reason.ISSUER, "The claim iss of the token is not the issuer that this server trusts.");
    }
  }

  /**
   * Rejects a token that is bound to a key of the caller (RFC 7800), as with DPoP (RFC 9449) or
   * mutual TLS (RFC 8705): without proof of that key, it would be a bearer token for a thief.
   */
  private static void checkUnbound(Map<String, Object> claims) throws InvalidTokenException {
    if (claims.containsKey(CONFIRMATION)) {
      throw InvalidTokenException.unsupported(
          "The claim cnf binds the token to a key of the caller, which this server does not"
              + " verify.");
    }
  }

  @Override
  public Verification verify(CompactJws jws, Map<String, Object> claims, IntSupplier rank)
      throws InvalidTokenException {
    TrustedIssuer by = namedIssuer(claims);
    return by == null ? verifyUnnamed(jws, claims) : verifyNamed(by, jws, claims);
  }

  private Verification verifyUnnamed(CompactJws jws, Map<String, Object> claims)
      throws InvalidTokenException {
    Caller caller = Caller.ofPublicKeyToken(claims, callerClaims);
    VerificationKey key = signedWith(unnamed, jws);
    return new Verification(caller, KIND, label(key), true);
  }

  private Verification verifyNamed(TrustedIssuer by, CompactJws jws, Map<String, Object> claims)
      throws InvalidTokenException {
    Caller caller =
        Caller.ofPublicKeyToken(
            claims, by.rolesClaims().map(callerClaims::withRoles).orElse(callerClaims));
    VerificationKey key = signedWith(by.keys(), jws);
    return new Verification(
        caller,
        KIND + "/" + by.name(),
        by.name() + "/" + label(key),
        by.allowsCertificateSigning());
  }

  private static String label(VerificationKey key) {
    return key.keyId().orElseGet(key::thumbprint);
  }

  /** Returns the key that has signed a token. */
  private VerificationKey signedWith(List<VerificationKey> keys, CompactJws jws)
      throws InvalidTokenException {
    String algorithm = jws.header().algorithm();
    String kid = jws.header().text("kid");
    for (VerificationKey key : KeyRing.candidates(keys, VerificationKey::keyId, kid)) {
      if (key.verifies(crypto, algorithm, jws.signature(), jws.signingInput())) {
        return key;
      }
    }
    boolean unknown =
        kid != null && keys.stream().noneMatch(key -> key.keyId().filter(kid::equals).isPresent());
    throw unknown ? KeyRing.badSignature().ofUnknownKey() : KeyRing.badSignature();
  }

  /** Returns false, because public keys need no derivation. */
  @Override
  public boolean hasVerified(CompactJws jws) {
    return false;
  }
}
