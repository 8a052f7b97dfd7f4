package io.latchkey.jaxrs.trust;

import io.latchkey.base.threads.Memo;
import io.latchkey.tokens.TokenSigner;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The token that authenticates the CA's fingerprint to clients that know the pre-shared key. A
 * token without a nonce is the same for all clients and is reused for one minute. A token with a
 * nonce is signed for each request. Safe for use by several threads.
 */
final class FingerprintToken {
  private static final Duration REUSE = Duration.ofMinutes(1);

  private final Supplier<Optional<TokenSigner>> signer;
  private final String fingerprint;
  private final Supplier<Optional<String>> shared;

  /**
   * @param signer supplies the current signer; without a pre-shared key it is empty, and there is
   *     no token
   */
  FingerprintToken(Supplier<Optional<TokenSigner>> signer, String fingerprint, Clock clock) {
    this.signer = signer;
    this.fingerprint = fingerprint;
    shared = new Memo<>(signer, key -> signed(key, Optional.empty()), clock, REUSE);
  }

  Optional<String> get(Optional<String> nonce) {
    return nonce.isPresent() ? signed(signer.get(), nonce) : shared.get();
  }

  private Optional<String> signed(Optional<TokenSigner> key, Optional<String> nonce) {
    return key.map(by -> by.signCaCertificate(fingerprint, nonce));
  }
}
