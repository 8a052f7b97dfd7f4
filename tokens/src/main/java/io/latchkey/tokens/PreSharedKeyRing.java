package io.latchkey.tokens;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import org.jose4j.keys.HmacKey;

/** Pre-shared keys. They verify HS256 with a key that is derived with the salt in the header. */
record PreSharedKeyRing(List<DerivedKeys> keys, CallerClaims callerClaims) implements KeyRing {
  @Override
  public Scheme scheme() {
    return Scheme.PSK;
  }

  @Override
  public boolean takes(CompactJws jws) throws InvalidTokenException {
    return jws.header().algorithm().equals(Hs256.NAME);
  }

  @Override
  public void checkHeader(CompactJws jws) throws InvalidTokenException {
    jws.header().salt();
  }

  @Override
  public void checkSignatureForm(CompactJws jws) throws InvalidTokenException {
    KeyRing.checkHs256Length(jws);
  }

  /** Accepts every issuer and audience: each component that has the pre-shared key may sign. */
  @Override
  public void checkIssuerAndAudience(CompactJws jws, Map<String, Object> claims) {}

  @Override
  public Verification verify(CompactJws jws, Map<String, Object> claims, IntSupplier rank)
      throws InvalidTokenException {
    Caller caller = Caller.ofPskToken(claims, callerClaims);
    DerivedKeys key = signedWith(jws, rank);
    String label = key == keys.get(0) ? VerifiedToken.NEWEST_PSK : VerifiedToken.PREVIOUS_PSK;
    return new Verification(caller, Scheme.PSK.wireName(), label, true);
  }

  /**
   * Returns the key that has signed a token. Keys with a cached derivation for the salt are tried
   * first: while an old and a new pre-shared key are both valid, a known signer then needs no
   * derivation from the other key.
   */
  private DerivedKeys signedWith(CompactJws jws, IntSupplier rank) throws InvalidTokenException {
    Salt salt = jws.header().salt();
    List<DerivedKeys> candidates =
        KeyRing.candidates(keys, derived -> derived.psk().keyId(), jws.header().text("kid"));
    List<DerivedKeys> others = new ArrayList<>();
    for (DerivedKeys key : candidates) {
      HmacKey known = key.find(salt);
      if (known == null) {
        others.add(key);
      } else if (Hs256.verifies(known, jws)) {
        return key;
      }
    }
    boolean proved = keys.stream().anyMatch(key -> key.hasVerified(salt));
    for (DerivedKeys key : others) {
      if (key.verify(salt, proved, rank, derived -> Hs256.verifies(derived, jws))) {
        return key;
      }
    }
    throw KeyRing.badSignature();
  }

  @Override
  public boolean hasVerified(CompactJws jws) throws InvalidTokenException {
    Salt salt = jws.header().salt();
    return keys.stream().anyMatch(key -> key.hasVerified(salt));
  }
}
