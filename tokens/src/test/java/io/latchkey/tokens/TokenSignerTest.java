package io.latchkey.tokens;

import static io.latchkey.tokens.TokenForge.PSK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.latchkey.base.testing.HeldMonitors;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.threeten.extra.MutableClock;

class TokenSignerTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  private final MutableClock clock = MutableClock.of(NOW, ZoneOffset.UTC);
  private final TokenSigner signer = TokenSigner.of(PSK, TokenForge.FAST, clock);
  private final TokenVerifier verifier =
      TokenVerifier.builder()
          .preSharedKeys(List.of(PSK.withKeyId("2026"), PSK))
          .keyDerivation(TokenForge.FAST)
          .clock(clock)
          .build();

  @Test
  void token_isWhatAVerifierTakes() throws Exception {
    VerifiedToken token = verifier.verify(signer.sign(Map.of("sub", "worker-1")));

    assertThat(token.name()).isEqualTo("worker-1");
    assertThat(token.expiresAt()).isEqualTo(NOW.plus(TokenSigner.DEFAULT_LIFETIME));
    assertThat(token.claims()).containsEntry("iat", NOW.getEpochSecond());
  }

  @Test
  void header_isThatOfTheScheme() {
    String token = signer.sign(Map.of());

    assertThat(header(token))
        .matches("\\{\"alg\":\"HS256\",\"salt\":\"[A-Za-z0-9+/]{22}==\",\"typ\":\"JWT\"}");
    assertThat(header(signer.signCaCertificate("AA", Optional.empty())))
        .endsWith("\"typ\":\"ca-cert+jwt\"}");
  }

  @Test
  void namedKey_isNamedInTheHeader() throws Exception {
    String token = TokenSigner.of(PSK.withKeyId("2026"), TokenForge.FAST, clock).sign(Map.of());

    assertThat(header(token)).contains("\"kid\":\"2026\"");
    assertThat(verifier.verify(token).name()).isEqualTo("service");
  }

  @Test
  void salt_isReplacedAfterTwelveHours() {
    String first = header(signer.sign(Map.of()));

    clock.add(Duration.ofHours(12).minusMillis(1));
    assertThat(header(signer.sign(Map.of()))).isEqualTo(first);
    clock.add(Duration.ofMillis(1));
    await().until(() -> !header(signer.sign(Map.of())).equals(first));
  }

  @Test
  void idleSigner_changesSaltAfterADay() {
    String first = header(signer.sign(Map.of()));

    clock.add(Duration.ofHours(24));

    assertThat(header(signer.sign(Map.of()))).isNotEqualTo(first);
  }

  @Test
  void idleSigner_derivesWithoutMonitor() {
    HeldMonitors monitors = new HeldMonitors();
    TokenSigner idle = TokenSigner.of(PSK, TokenForge.FAST, monitors.whenRead(clock));
    String first = header(idle.sign(Map.of()));

    clock.add(Duration.ofHours(24));

    assertThat(header(idle.sign(Map.of()))).isNotEqualTo(first);
    assertThat(monitors.seen()).isEmpty();
  }

  @Test
  void twoSigners_haveTwoSalts() {
    assertThat(header(TokenSigner.of(PSK, TokenForge.FAST, clock).sign(Map.of())))
        .isNotEqualTo(header(signer.sign(Map.of())));
  }

  @Test
  void claimsOfTheSigner_cannotBeGiven() {
    assertThatThrownBy(() -> signer.sign(Map.of("exp", 1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> signer.sign(Map.of("iat", 1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> signer.sign(Map.of(), Duration.ofMillis(999)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static String header(String token) {
    byte[] json = Base64.getUrlDecoder().decode(token.substring(0, token.indexOf('.')));
    return new String(json, StandardCharsets.UTF_8);
  }
}
