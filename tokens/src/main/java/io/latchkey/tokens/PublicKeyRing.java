package io.latchkey.tokens;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Public keys, and who has to have issued a token for whom (RFC 7519 sections 4.1.1 and 4.1.3).
 *
 * @param issuer what {@code iss} has to be; not looked at when empty
 * @param audience what {@code aud} has to be or to have among others; not looked at when empty
 */
record PublicKeyRing(List<VerificationKey> keys, Optional<String> issuer, Optional<String> audience)
    implements KeyRing {

  @Override
  public Scheme scheme() {
    return Scheme.PUBLIC_KEY;
  }

  @Override
  public boolean takes(String algorithm) {
    return keys.stream().anyMatch(key -> key.takes(algorithm));
  }

  /** Has nothing to check: which form a signature needs to have is up to each key. */
  @Override
  public void checkHeader(CompactJws jws) {}

  @Override
  public void checkClaims(Map<String, Object> claims) throws InvalidTokenException {
    if (issuer.isPresent() && !issuer.get().equals(claims.get("iss"))) {
      throw new InvalidTokenException(
          Reason.ISSUER, "The claim iss of the token is not the issuer that this server trusts.");
    }
    if (audience.isPresent() && !isFor(audience.get(), claims.get("aud"))) {
      throw new InvalidTokenException(
          Reason.AUDIENCE, "The claim aud of the token does not name this server.");
    }
  }

  private static boolean isFor(String server, @Nullable Object audience) {
    return audience instanceof List<?> several ? several.contains(server) : server.equals(audience);
  }

  @Override
  public Caller caller(Map<String, Object> claims, List<String> rolesClaims)
      throws InvalidTokenException {
    return Caller.ofPublicKeyToken(claims, rolesClaims);
  }

  @Override
  public String checkSignature(CompactJws jws, IntSupplier rank) throws InvalidTokenException {
    String algorithm = String.valueOf(jws.text("alg"));
    for (VerificationKey key : KeyRing.candidates(keys, VerificationKey::keyId, jws.text("kid"))) {
      if (key.verifies(algorithm, jws.signature(), jws.signingInput())) {
        return key.keyId().orElseGet(key::thumbprint);
      }
    }
    throw KeyRing.badSignature();
  }

  /** Nothing is derived here. */
  @Override
  public boolean knows(CompactJws jws) {
    return false;
  }
}
