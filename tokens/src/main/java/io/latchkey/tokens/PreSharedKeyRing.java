package io.latchkey.tokens;

import io.latchkey.tokens.DerivedKeys.SignatureCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import org.jose4j.jca.ProviderContext;
import org.jose4j.jws.HmacUsingShaAlgorithm;
import org.jose4j.jws.JsonWebSignatureAlgorithm;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;

/** Pre-shared keys. They verify HS256 with a key that is derived with the salt in the header. */
record PreSharedKeyRing(List<DerivedKeys> keys, CallerClaims callerClaims) implements KeyRing {
  private static final String ALGORITHM = "HS256";
  private static final String NEWEST = "psk";
  private static final String PREVIOUS = "previous-psk";
  private static final int SIGNATURE_BYTES = 32;
  private static final JsonWebSignatureAlgorithm HS256 = new HmacUsingShaAlgorithm.HmacSha256();
  private static final ProviderContext PROVIDERS = new ProviderContext();

  @Override
  public Scheme scheme() {
    return Scheme.PSK;
  }

  @Override
  public boolean takes(CompactJws jws) throws InvalidTokenException {
    return jws.algorithm().equals(ALGORITHM);
  }

  @Override
  public void checkHeader(CompactJws jws) throws InvalidTokenException {
    if (jws.signature().length != SIGNATURE_BYTES) {
      throw KeyRing.badSignature();
    }
    salt(jws);
  }

  /**
   * Checks neither issuer nor audience: every component that has the pre-shared key may sign
   * tokens.
   */
  @Override
  public Verification verify(CompactJws jws, Map<String, Object> claims, IntSupplier rank)
      throws InvalidTokenException {
    Caller caller = Caller.ofPskToken(claims, callerClaims);
    DerivedKeys key = signedWith(jws, rank);
    return new Verification(
        caller, Scheme.PSK.wireName(), key == keys.get(0) ? NEWEST : PREVIOUS, true);
  }

  /**
   * Returns the key that has signed a token. Keys with a cached derivation for the salt are tried
   * first: while an old and a new pre-shared key are both valid, a known signer then needs no
   * derivation from the other key.
   */
  private DerivedKeys signedWith(CompactJws jws, IntSupplier rank) throws InvalidTokenException {
    Salt salt = salt(jws);
    List<DerivedKeys> candidates =
        KeyRing.candidates(keys, derived -> derived.psk().keyId(), jws.text("kid"));
    SignatureCheck check = derived -> isSignedBy(jws, derived);
    List<DerivedKeys> tried = new ArrayList<>(candidates.size());
    for (DerivedKeys key : candidates) {
      if (key.hasVerified(salt)) {
        tried.add(key);
        if (key.verify(salt, rank, check)) {
          return key;
        }
      }
    }
    boolean proved = keys.stream().anyMatch(key -> key.hasVerified(salt));
    for (DerivedKeys key : candidates) {
      if (!tried.contains(key) && key.verify(salt, proved, rank, check)) {
        return key;
      }
    }
    throw KeyRing.badSignature();
  }

  @Override
  public boolean hasVerified(CompactJws jws) throws InvalidTokenException {
    Salt salt = salt(jws);
    return keys.stream().anyMatch(key -> key.hasVerified(salt));
  }

  private static Salt salt(CompactJws jws) throws InvalidTokenException {
    return Salt.parse(jws.text(Salt.MEMBER));
  }

  /** Verifies the HMAC. jose4j compares it in constant time. */
  static boolean isSignedBy(CompactJws jws, HmacKey key) {
    try {
      return HS256.verifySignature(jws.signature(), key, jws.signingInput(), PROVIDERS);
    } catch (JoseException e) {
      throw new IllegalStateException("this Java runtime cannot compute HMAC-SHA256", e);
    }
  }
}
