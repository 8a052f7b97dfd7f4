package io.latchkey.tokens;

import io.latchkey.tokens.component.ComponentKey;
import io.latchkey.tokens.component.DerivedSecret;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntSupplier;
import org.jose4j.keys.HmacKey;

/**
 * The component key of a client, with which the CA proves the fingerprint of its certificate. Only
 * a token whose {@code kid} is the id of this very key is accepted.
 */
record OwnComponentKeyRing(ComponentKey own) implements KeyRing {
  @Override
  public Scheme scheme() {
    return Scheme.COMPONENT;
  }

  @Override
  public boolean takes(CompactJws jws) {
    return jws.header().keyIdStartsWith(own.path().id());
  }

  @Override
  public void checkHeader(CompactJws jws) throws InvalidTokenException {
    if (!jws.header().algorithm().equals(Hs256.NAME) || jws.header().has(Salt.MEMBER)) {
      throw InvalidTokenException.unsupported("The token is not signed with a component key.");
    }
    if (!own.path().id().equals(jws.header().text("kid"))) {
      throw KeyRing.badSignature();
    }
  }

  @Override
  public void checkSignatureForm(CompactJws jws) throws InvalidTokenException {
    KeyRing.checkHs256Length(jws);
  }

  @Override
  public Verification verify(CompactJws jws, Map<String, Object> claims, IntSupplier rank)
      throws InvalidTokenException {
    HmacKey key = new HmacKey(own.secret(DerivedSecret.CA_CERT));
    if (!Hs256.verifies(key, jws)) {
      throw KeyRing.badSignature();
    }
    Caller authority = new Caller(own.path().name(), Set.of());
    return new Verification(
        authority,
        scheme().wireName(),
        VerifiedToken.NEWEST_PSK,
        false,
        Optional.empty(),
        Optional.empty());
  }

  @Override
  public boolean hasVerified(CompactJws jws) {
    return false;
  }
}
