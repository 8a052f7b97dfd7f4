package io.latchkey.jaxrs;

import io.latchkey.ca.CertificateAuthority;
import io.latchkey.tokens.TokenSigner;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The root to publish, made anew when it has changed: an authority on another server may be
 * replaced while this one runs. Safe for use by several threads.
 */
final class CurrentRoot {
  private final CertificateAuthority authority;
  private final Supplier<Optional<TokenSigner>> signer;
  private final Clock clock;
  private volatile PublishedRoot published;

  CurrentRoot(CertificateAuthority authority, Supplier<Optional<TokenSigner>> signer, Clock clock) {
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
