package io.latchkey.jaxrs.trust;

import io.latchkey.ca.TrustedAuthority;
import io.latchkey.tokens.TokenSigner;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The root certificate to publish. It is prepared again after a change, because a rotation replaces
 * the root while the server runs. Safe for use by several threads.
 */
public final class CurrentRoot {
  private final TrustedAuthority authority;
  private final Supplier<Optional<TokenSigner>> signer;
  private final Clock clock;
  private volatile PublishedRoot published;

  /**
   * Publishes the root of an authority.
   *
   * @param signer supplies the signer of the fingerprint token; if it is empty, there is no token
   */
  public CurrentRoot(
      TrustedAuthority authority, Supplier<Optional<TokenSigner>> signer, Clock clock) {
    this.authority = authority;
    this.signer = signer;
    this.clock = clock;
    published = new PublishedRoot(authority.root(), authority.chain(), signer, clock);
  }

  /** The root that is current now. */
  public PublishedRoot root() {
    X509Certificate root = authority.root();
    List<X509Certificate> chain = authority.chain();
    PublishedRoot known = published;
    if (!known.is(root, chain)) {
      known = new PublishedRoot(root, chain, signer, clock);
      published = known;
    }
    return known;
  }
}
