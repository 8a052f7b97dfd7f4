package io.latchkey.jaxrs;

import io.latchkey.tokens.TokenSigner;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The token that vouches for the CA's fingerprint to whoever knows the pre-shared key. It is the
 * same for everybody, so one serves a minute; only an answer with a nonce is signed for itself.
 * Safe for use by several threads.
 */
final class FingerprintToken {
  private static final long REUSE_MILLIS = Duration.ofMinutes(1).toMillis();

  private final Supplier<Optional<TokenSigner>> signer;
  private final String fingerprint;
  private final Clock clock;
  private volatile @Nullable Signed latest;

  /**
   * @param signer the one of the moment; empty without a pre-shared key, and then there is no token
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
