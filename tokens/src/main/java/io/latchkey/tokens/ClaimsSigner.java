package io.latchkey.tokens;

import java.time.Duration;
import java.util.Map;

/** Signs tokens with one key. Safe for use by several threads. */
public sealed interface ClaimsSigner permits TokenSigner, PrivateKeyTokenSigner {
  /**
   * Signs claims, and adds {@code iat} and {@code exp}.
   *
   * @param claims JSON values by name
   * @param lifetime the time until {@code exp}, in whole seconds, at least 1 second
   * @throws IllegalArgumentException if the claims contain {@code iat} or {@code exp}, the lifetime
   *     is too short, or the key cannot sign
   */
  String sign(Map<String, ?> claims, Duration lifetime);
}
