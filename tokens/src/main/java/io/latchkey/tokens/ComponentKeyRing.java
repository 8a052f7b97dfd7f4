package io.latchkey.tokens;

import io.latchkey.tokens.component.ComponentCredential;
import io.latchkey.tokens.component.ComponentPath;
import io.latchkey.tokens.component.RevokedComponents;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;

/**
 * Component keys. {@code kid} contains the path of the key, which is derived from the root of a
 * pre-shared key with one HMAC for each segment. The rules apply in this order: structure of the
 * path, restrictions, signature, revocation, {@code not-after}. The use of the key is checked by
 * the filter, which knows the request.
 *
 * @param roots the roots of the pre-shared keys, newest first; empty if all of them are weak
 */
record ComponentKeyRing(
    List<ComponentRoot> roots,
    Optional<PreSharedKey> newest,
    RevokedComponents revoked,
    List<String> rolesClaims,
    Clock clock)
    implements KeyRing {
  @Override
  public Scheme scheme() {
    return Scheme.COMPONENT;
  }

  @Override
  public boolean takes(CompactJws jws) {
    return jws.header().keyIdStartsWith(ComponentPath.ID_PREFIX);
  }

  @Override
  public void checkHeader(CompactJws jws) throws InvalidTokenException {
    if (!jws.header().algorithm().equals(Hs256.NAME)) {
      throw InvalidTokenException.unsupported("A component key signs with HS256 only.");
    }
    if (jws.header().has(Salt.MEMBER)) {
      throw InvalidTokenException.malformed("The token names a component key and has a salt.");
    }
    if (roots.isEmpty()) {
      throw InvalidTokenException.unsupported("This server has no component keys.");
    }
    jws.header().componentPath();
  }

  @Override
  public void checkSignatureForm(CompactJws jws) throws InvalidTokenException {
    KeyRing.checkHs256Length(jws);
  }

  @Override
  public Verification verify(CompactJws jws, Map<String, Object> claims, IntSupplier rank)
      throws InvalidTokenException {
    ComponentPath path = jws.header().componentPath();
    ComponentRoot root = signedWith(jws, path);
    checkSubject(path, claims);
    keys().checkCurrent(path);
    return new Verification(
        Caller.ofComponent(path, claims, rolesClaims),
        Scheme.COMPONENT.wireName(),
        newest.filter(root::isOf).isPresent()
            ? VerifiedToken.NEWEST_PSK
            : VerifiedToken.PREVIOUS_PSK,
        true,
        path.notAfter(),
        Optional.of(new ComponentCredential(path, root.fingerprint())));
  }

  private ComponentRoot signedWith(CompactJws jws, ComponentPath path)
      throws InvalidTokenException {
    for (ComponentRoot root : roots) {
      if (root.verify(path, jws)) {
        return root;
      }
    }
    throw KeyRing.badSignature();
  }

  private static void checkSubject(ComponentPath path, Map<String, Object> claims)
      throws InvalidTokenException {
    if (claims.containsKey("sub") && !path.name().equals(claims.get("sub"))) {
      throw InvalidTokenException.malformed(
          "The claim sub of the token is not the name of the component key that signed it.");
    }
  }

  /**
   * Checks again a component key that has requested a certificate.
   *
   * @throws InvalidTokenException if it is revoked or has ended, or its pre-shared key is no longer
   *     configured
   */
  void checkMaker(ComponentCredential maker) throws InvalidTokenException {
    ComponentKeys keys = keys();
    if (!keys.isConfigured(maker)) {
      throw new InvalidTokenException(
          Reason.SIGNATURE,
          "The certificate that signed the token was requested under a pre-shared key that this"
              + " server no longer has.");
    }
    keys.checkCurrent(maker.path());
  }

  private ComponentKeys keys() {
    return new ComponentKeys(roots, revoked, clock);
  }

  @Override
  public boolean hasVerified(CompactJws jws) throws InvalidTokenException {
    ComponentPath path = jws.header().componentPath();
    return roots.stream().anyMatch(root -> root.hasVerified(path));
  }
}
