package io.latchkey.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrivateKeyTokenSignerTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-21T12:00:00Z"), ZoneOffset.UTC);

  private static PrivateKeyTokenSigner signer(KeyPair pair) {
    return PrivateKeyTokenSigner.of(pair.getPrivate(), Optional.of("k"), CLOCK);
  }

  @ParameterizedTest
  @ValueSource(strings = {"RS256", "ES256", "ES384", "EdDSA"})
  void token_isVerifiedByPublicKeyWithId(String algorithm) throws Exception {
    KeyPair pair = KeyForge.pairFor(algorithm);

    String token = signer(pair).sign(Map.of("sub", "jane"), Duration.ofMinutes(5));

    assertThat(signer(pair).algorithm()).isEqualTo(algorithm);
    VerifiedToken verified =
        TokenVerifier.builder()
            .clock(CLOCK)
            .publicKeys(List.of(KeyForge.key(pair).withKeyId("k")))
            .build()
            .verify(token);
    assertThat(verified.name()).isEqualTo("jane");
    assertThat(verified.verifiedBy()).isEqualTo("k");
    assertThat(verified.expiresAt()).isEqualTo(CLOCK.instant().plusSeconds(300));
  }

  @Test
  void keyOfNoFittingKind_isRejected() {
    for (KeyPair pair : List.of(KeyForge.rsa(1024), KeyForge.ec("secp521r1"))) {
      assertThatThrownBy(() -> signer(pair))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("RSA of at least 2048 bits, EC P-256 or P-384, or Ed25519");
    }
  }

  @Test
  void claimsOrLifetimeOfTheSigner_areRejected() {
    PrivateKeyTokenSigner signer = signer(KeyForge.P256);

    assertThatThrownBy(() -> signer.sign(Map.of("exp", 1), Duration.ofMinutes(5)))
        .hasMessageContaining("iat and exp are set by the signer");
    assertThatThrownBy(() -> signer.sign(Map.of(), Duration.ofMillis(999)))
        .hasMessageContaining("at least 1 s");
  }
}
