package io.latchkey.jaxrs.trust;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.jaxrs.AuthorityFixture;
import io.latchkey.tokens.PreSharedKey;
import io.latchkey.tokens.TokenSigner;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.threeten.extra.MutableClock;

class FingerprintTokenTest {
  private final MutableClock clock =
      MutableClock.of(Instant.parse("2026-11-21T12:00:00Z"), ZoneOffset.UTC);
  private TokenSigner signer = TokenSigner.of(AuthorityFixture.PSK, AuthorityFixture.FAST, clock);
  private final FingerprintToken token =
      new FingerprintToken(() -> Optional.of(signer), "AA:BB", clock);

  @Test
  void token_servesAMinute() {
    String first = token.get(Optional.empty()).orElseThrow();

    clock.add(Duration.ofMillis(59_999));
    assertThat(token.get(Optional.empty())).contains(first);
    clock.add(Duration.ofMillis(1));
    assertThat(token.get(Optional.empty()).orElseThrow()).isNotEqualTo(first);
  }

  @Test
  void clockSetBack_makesANewToken() {
    String first = token.get(Optional.empty()).orElseThrow();

    clock.add(Duration.ofHours(-1));

    assertThat(token.get(Optional.empty()).orElseThrow()).isNotEqualTo(first);
  }

  @Test
  void anotherKey_makesANewTokenAtOnce() {
    String first = token.get(Optional.empty()).orElseThrow();
    signer = TokenSigner.of(PreSharedKey.of("the key from now on"), AuthorityFixture.FAST, clock);

    String second = token.get(Optional.empty()).orElseThrow();

    assertThat(second).isNotEqualTo(first);
    assertThat(token.get(Optional.empty())).contains(second);
  }

  @Test
  void nonce_isSignedForItself() {
    String shared = token.get(Optional.empty()).orElseThrow();

    assertThat(token.get(Optional.of("n-1")).orElseThrow()).isNotEqualTo(shared);
    assertThat(token.get(Optional.empty())).contains(shared);
  }

  @Test
  void withoutAKey_thereIsNone() {
    assertThat(new FingerprintToken(Optional::empty, "AA", clock).get(Optional.of("n"))).isEmpty();
  }
}
