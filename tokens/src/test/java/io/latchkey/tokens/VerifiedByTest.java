package io.latchkey.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The name of the key that verified a token: an operator who changes keys sees when a key is no
 * longer used.
 */
class VerifiedByTest {
  private static final PreSharedKey PREVIOUS = PreSharedKey.of("the key that all had before");

  private final TokenVerifier verifier =
      TokenVerifier.builder()
          .keyDerivation(TokenForge.FAST)
          .preSharedKeys(List.of(TokenForge.PSK, PREVIOUS))
          .publicKeys(
              List.of(
                  KeyForge.key(KeyForge.P256).withKeyId("2026-11"), KeyForge.key(KeyForge.ED25519)))
          .build();

  private static String signed(PreSharedKey psk) {
    return TokenSigner.of(psk, TokenForge.FAST, java.time.Clock.systemUTC())
        .sign(Map.of(), Duration.ofMinutes(5));
  }

  @Test
  void preSharedKeys_areDistinguishedByPosition() throws Exception {
    assertThat(verifier.verify(signed(TokenForge.PSK)).verifiedBy()).isEqualTo("psk");
    assertThat(verifier.verify(signed(PREVIOUS)).verifiedBy()).isEqualTo("previous-psk");
  }

  @Test
  void tokenSeenBefore_saysTheSameKey() throws Exception {
    String token = signed(PREVIOUS);
    verifier.verify(token);

    assertThat(verifier.verify(token).verifiedBy()).isEqualTo("previous-psk");
  }

  @Test
  void publicKey_isNamedByIdOrThumbprint() throws Exception {
    String named = KeyForge.token("ES256", "{\"exp\":4102444800}");
    String unnamed = KeyForge.token("EdDSA", "{\"exp\":4102444800}");

    assertThat(verifier.verify(named).verifiedBy()).isEqualTo("2026-11");
    assertThat(verifier.verify(unnamed).verifiedBy())
        .isEqualTo(KeyForge.key(KeyForge.ED25519).thumbprint())
        .matches("[A-Za-z0-9_-]{43}");
  }
}
