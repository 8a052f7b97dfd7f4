package io.latchkey.tokens;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.stream.Stream;

/**
 * Public keys, and who has to have issued a token for whom (RFC 7519 sections 4.1.1 and 4.1.3).
 *
 * @param unnamed the keys of no issuer in particular: of the one whom {@code issuer} says, or of
 *     whomever
 * @param issuer what {@code iss} has to be in tokens of those; not looked at when empty
 * @param audience what {@code aud} has to be or to have among others in tokens of those; not looked
 *     at when empty
 * @param named by what {@code iss} is in their tokens, who have keys of their own
 */
record PublicKeyRing(
    List<VerificationKey> unnamed,
    Optional<String> issuer,
    Optional<String> audience,
    Map<String, TrustedIssuer> named,
    List<String> rolesClaims)
    implements KeyRing {
  private static final String KIND = Scheme.PUBLIC_KEY.wireName();

  PublicKeyRing(
      List<VerificationKey> unnamed,
      Optional<String> issuer,
      Optional<String> audience,
      List<TrustedIssuer> named,
      List<String> rolesClaims) {
    this(unnamed, issuer, audience, byIssuer(named), rolesClaims);
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
    String algorithm = jws.algorithm();
    return !jws.has(CertificateKeyRing.MEMBER)
        && Stream.concat(
                unnamed.stream(), named.values().stream().flatMap(each -> each.keys().stream()))
            .anyMatch(key -> key.takes(algorithm));
  }

  /** Has nothing to check: which form a signature needs to have is up to each key. */
  @Override
  public void checkHeader(CompactJws jws) {}

  @Override
  public Verification verify(CompactJws jws, Map<String, Object> claims, IntSupplier rank)
      throws InvalidTokenException {
    TrustedIssuer by = claims.get("iss") instanceof String iss ? named.get(iss) : null;
    return by == null ? verifyUnnamed(jws, claims) : verifyNamed(by, jws, claims);
  }

  private Verification verifyUnnamed(CompactJws jws, Map<String, Object> claims)
      throws InvalidTokenException {
    boolean nobodys = unnamed.isEmpty() && issuer.isEmpty() && !named.isEmpty();
    if (nobodys || (issuer.isPresent() && !issuer.get().equals(claims.get("iss")))) {
      throw new InvalidTokenException(
          Reason.ISSUER, "The claim iss of the token is not the issuer that this server trusts.");
    }
    KeyRing.checkAudience(audience, claims);
    Caller caller = Caller.ofPublicKeyToken(claims, rolesClaims);
    return new Verification(caller, KIND, label(key(unnamed, jws)), true);
  }

  private Verification verifyNamed(TrustedIssuer by, CompactJws jws, Map<String, Object> claims)
      throws InvalidTokenException {
    KeyRing.checkAudience(by.audience(), claims);
    Caller caller = Caller.ofPublicKeyToken(claims, by.rolesClaims().orElse(rolesClaims));
    return new Verification(
        caller, KIND + "/" + by.name(), by.name() + "/" + label(key(by.keys(), jws)), by.maySign());
  }

  private static String label(VerificationKey key) {
    return key.keyId().orElseGet(key::thumbprint);
  }

  private static VerificationKey key(List<VerificationKey> keys, CompactJws jws)
      throws InvalidTokenException {
    String algorithm = jws.algorithm();
    String kid = jws.text("kid");
    for (VerificationKey key : KeyRing.candidates(keys, VerificationKey::keyId, kid)) {
      if (key.verifies(algorithm, jws.signature(), jws.signingInput())) {
        return key;
      }
    }
    boolean unknown =
        kid != null && keys.stream().noneMatch(key -> key.keyId().filter(kid::equals).isPresent());
    throw unknown ? KeyRing.badSignature().ofUnknownKey() : KeyRing.badSignature();
  }

  /** Nothing is derived here. */
  @Override
  public boolean knows(CompactJws jws) {
    return false;
  }
}
