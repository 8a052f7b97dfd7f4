package io.latchkey.jaxrs;

import io.latchkey.ca.TrustedAuthority;
import io.latchkey.tokens.TokenSigner;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The root certificate to publish. It is prepared again after a change, because the CA of another
 * server can be replaced while this server runs. Safe for use by several threads.
 */
final class CurrentRoot {
  private final TrustedAuthority authority;
  private final Supplier<Optional<TokenSigner>> signer;
  private final Clock clock;
  private volatile PublishedRoot published;

  CurrentRoot(TrustedAuthority authority, Supplier<Optional<TokenSigner>> signer, Clock clock) {
    this.authority = authority;
    this.signer = signer;
    this.clock = clock;
    published = new PublishedRoot(authority.chain(), signer, clock);
  }

  PublishedRoot root() {
    X509Certificate current = authority.root();
    PublishedRoot known = published;
    if (!known.is(current)) {
      known = new PublishedRoot(authority.chain(), signer, clock);
      published = known;
    }
    return known;
  }
}
