package io.latchkey.security;

import io.latchkey.tokens.KeyDerivation;
import io.latchkey.tokens.PreSharedKey;
import io.latchkey.tokens.TokenSigner;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Tokens for the servers of these tests, with a derivation that takes no time. */
final class Tokens {
  static final String PSK = "only-for-the-tests-of-the-mechanism";

  private static final TokenSigner SIGNER = signer(PSK);

  private Tokens() {}

  static TokenSigner signer(String psk) {
    return signer(psk, Clock.systemUTC());
  }

  private static TokenSigner signer(String psk, Clock clock) {
    return TokenSigner.of(
        PreSharedKey.of(psk), new KeyDerivation(KeyDerivation.MIN_ITERATIONS), clock);
  }

  /** A component's token: no roles claim, so role {@code service}. */
  static String of(String subject) {
    return SIGNER.sign(Map.of("sub", subject));
  }

  static String withRoles(String subject, String roles) {
    return SIGNER.sign(Map.of("sub", subject, "roles", roles));
  }

  /** Good, with a salt that no server has seen. */
  static String withNewSalt(String subject) {
    return signer(PSK).sign(Map.of("sub", subject));
  }

  static String signedWithAnotherKey() {
    return signer("another key than the server has").sign(Map.of("sub", "stranger"));
  }

  static String expired() {
    Clock early = Clock.offset(Clock.systemUTC(), Duration.ofHours(-2));
    return signer(PSK, early).sign(Map.of("sub", "late"));
  }

  static String ofTheAuthority() {
    return SIGNER.signCaCertificate("AA:BB", Optional.empty());
  }
}
