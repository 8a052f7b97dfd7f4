package io.latchkey.jaxrs.trust;

import io.latchkey.tokens.TokenSigner;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The token that authenticates the CA's fingerprint to clients that know the pre-shared key. A
 * token without a nonce is the same for all clients and is reused for one minute. A token with a
 * nonce is signed for each request. Safe for use by several threads.
 */
final class FingerprintToken {
  private static final long REUSE_MILLIS = Duration.ofMinutes(1).toMillis();

  private final Supplier<Optional<TokenSigner>> signer;
  private final String fingerprint;
  private final Clock clock;
  private volatile @Nullable Signed latest;

  /**
   * @param signer supplies the current signer; without a pre-shared key it is empty, and there is
   *     no token
   */
  FingerprintToken(Supplier<Optional<TokenSigner>> signer, String fingerprint, Clock clock) {
    this.signer = signer;
    this.fingerprint = fingerprint;
    this.clock = clock;
  }

  Optional<String> get(Optional<String> nonce) {
    return signer
        .get()
        .map(key -> nonce.isPresent() ? key.signCaCertificate(fingerprint, nonce) : shared(key));
  }

  private String shared(TokenSigner key) {
    long now = clock.millis();
    Signed known = latest;
    if (known == null
        || known.by() != key
        || now - known.at() >= REUSE_MILLIS
        || now < known.at()) {
      known = new Signed(key.signCaCertificate(fingerprint, Optional.empty()), key, now);
      latest = known;
    }
    return known.token();
  }

  private record Signed(String token, TokenSigner by, long at) {}
}
