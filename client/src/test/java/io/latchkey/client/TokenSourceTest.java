package io.latchkey.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.base.threads.Memo;
import io.latchkey.tokens.PreSharedKey;
import io.latchkey.tokens.TokenSigner;
import io.latchkey.tokens.TokenVerifier;
import io.latchkey.tokens.VerifiedToken;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.threeten.extra.MutableClock;

class TokenSourceTest {
  private final PreSharedKey psk = PreSharedKey.generate();
  private final MutableClock clock =
      MutableClock.of(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);
  private final TokenSource source =
      TokenSource.of(
          TokenSigner.of(psk, ScriptedServer.QUICK, clock), Map.of("sub", "worker-1"), clock);

  @Test
  void tokenWithMoreThanThirdLeft_isReused() {
    String first = source.token();

    clock.add(Duration.ofSeconds(200).minusMillis(1));

    assertThat(source.token()).isEqualTo(first);
  }

  @Test
  void tokenWithThirdLeft_isReplaced() {
    String first = source.token();

    clock.add(Duration.ofSeconds(200));

    assertThat(source.token()).isNotEqualTo(first);
  }

  @Test
  void keyDerivation_isThatOfTheServers() throws Exception {
    TokenVerifier verifier =
        TokenVerifier.builder()
            .preSharedKeys(List.of(psk))
            .keyDerivation(ScriptedServer.QUICK)
            .build();

    String token = TokenSource.of(psk, Map.of("sub", "worker-1"), ScriptedServer.QUICK).token();

    assertThat(verifier.verify(token).getName()).isEqualTo("worker-1");
  }

  @Test
  void clockSetBack_signsNewToken() {
    String first = source.token();

    clock.add(Duration.ofHours(-1));

    assertThat(source.token()).isNotEqualTo(first);
  }

  @Test
  void pskReplaced_signsWithNewKeyAtOnce() throws Exception {
    AtomicReference<PreSharedKey> key = new AtomicReference<>(psk);
    TokenSource changing =
        new TokenSource(
            Memo.computed(
                () -> Credential.of(key.get()),
                current -> current.signer(ScriptedServer.QUICK, clock)),
            Map.of("sub", "worker-1"),
            clock);
    String before = changing.token();
    assertThat(changing.token()).isEqualTo(before);

    PreSharedKey next = PreSharedKey.generate();
    key.set(next);

    String after = changing.token();
    assertThat(verifier(next).verify(after).name()).isEqualTo("worker-1");
    assertThat(changing.token()).isEqualTo(after);
  }

  @Test
  void token_isACredentialWithItsClaims() throws Exception {
    VerifiedToken token =
        verifier(psk).verify(source.authorization().substring("Bearer ".length()));

    assertThat(token.name()).isEqualTo("worker-1");
    assertThat(token.expiresAt()).isEqualTo(clock.instant().plusSeconds(300));
  }

  private TokenVerifier verifier(PreSharedKey key) {
    return TokenVerifier.builder()
        .preSharedKeys(List.of(key))
        .keyDerivation(ScriptedServer.QUICK)
        .clock(clock)
        .build();
  }
}
