package io.latchkey.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.tokens.VerifiedTokenCache.Entry;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.threeten.extra.MutableClock;

/** {@link TokenVerifier#findVerified} finds a token only where {@code verify} accepts it. */
class FoundTokenTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final String TOKEN =
      TokenForge.token("{\"sub\":\"worker-1\",\"exp\":" + (NOW.getEpochSecond() + 300) + "}");
  private static final String BEARER = "Bearer ";

  private final MutableClock clock = MutableClock.of(NOW, ZoneOffset.UTC);
  private final TokenVerifier verifier =
      TokenVerifier.builder()
          .preSharedKeys(List.of(TokenForge.PSK))
          .keyDerivation(TokenForge.FAST)
          .clock(clock)
          .build();

  private VerifiedToken known;

  @BeforeEach
  void verify() throws InvalidTokenException {
    assertThat(verifier.findVerified(TOKEN, 0)).as("before it was verified").isNull();
    known = verifier.verify(TOKEN);
  }

  @Test
  void verifiedToken_isFoundAtEndOfText() {
    assertThat(verifier.findVerified(TOKEN, 0)).isSameAs(known);
    assertThat(verifier.findVerified(BEARER + TOKEN, BEARER.length())).isSameAs(known);
    assertThat(verifier.keyDerivationLimiter().statistics().cachedTokens()).isEqualTo(2);
  }

  @Test
  void anotherPartOfTheText_isNotFound() {
    assertThat(verifier.findVerified(BEARER + TOKEN, BEARER.length() - 1)).isNull();
    assertThat(verifier.findVerified(TOKEN, 1)).isNull();
    assertThat(verifier.findVerified(TOKEN, TOKEN.length())).isNull();
    assertThat(verifier.findVerified(TOKEN + " ", 0)).isNull();
    assertThat(verifier.findVerified(TOKEN.substring(0, TOKEN.length() - 1), 0)).isNull();
  }

  /** Each character is replaced, also by characters with the same lower byte. */
  @Test
  void alteredToken_isNotFound() {
    for (int n = 0; n < TOKEN.length(); n++) {
      char c = TOKEN.charAt(n);
      for (char other : new char[] {(char) (c ^ 1), '?', (char) (c + 0x100), (char) (c | 0x80)}) {
        String altered = TOKEN.substring(0, n) + other + TOKEN.substring(n + 1);
        assertThat(verifier.findVerified(altered, 0)).as("%d: %s", n, altered).isNull();
        assertThatThrownBy(() -> verifier.verify(altered))
            .isInstanceOf(InvalidTokenException.class);
      }
    }
    assertThat(verifier.findVerified(TOKEN, 0)).isSameAs(known);
  }

  @Test
  void tokenThatHasExpired_isNotFound() {
    clock.add(Duration.ofSeconds(330).minusMillis(1));
    assertThat(verifier.findVerified(TOKEN, 0)).isSameAs(known);

    clock.add(Duration.ofMillis(1));
    assertThat(verifier.findVerified(TOKEN, 0)).isNull();
    assertThatThrownBy(() -> verifier.verify(TOKEN)).hasMessageContaining("expired");
  }

  @Test
  void tokenNotYetValid_isNotFound() throws Exception {
    long begin = NOW.getEpochSecond();
    String token = TokenForge.token("{\"nbf\":%d,\"exp\":%d}".formatted(begin, begin + 300));
    verifier.verify(token);

    clock.add(Duration.ofSeconds(-30));
    assertThat(verifier.findVerified(token, 0)).isNotNull();
    clock.add(Duration.ofMillis(-1));
    assertThat(verifier.findVerified(token, 0)).isNull();
  }

  @Test
  void tokenOfARevokedKey_isNotFound() {
    assertThat(entry(() -> false).isValid(0, 0)).isTrue();
    assertThat(entry(() -> true).isValid(0, 0)).isFalse();
    assertThat(entry(FoundTokenTest::unknown).isValid(0, 0)).isFalse();
  }

  private static boolean unknown() {
    throw new IllegalStateException("the CA does not answer");
  }

  private Entry entry(BooleanSupplier revoked) {
    return new Entry(known, new Validity(1, 0, Optional.empty()), Duration.ofMinutes(1), revoked);
  }

  @Test
  void textThatIsTooLong_isNotFound() {
    assertThat(verifier.findVerified("x".repeat(TokenVerifier.MAX_TOKEN_LENGTH + 1), 0)).isNull();
  }

  /** The texts are longer than the part that is read at a time. */
  @Test
  void digest_coversEachCharacterOfLongTexts() {
    for (int length : new int[] {0, 1, 511, 512, 513, 1024, 1025, 8192}) {
      String text = "a".repeat(length);
      TokenDigest.Probe probe = TokenDigest.Probe.of("-" + text, 1);
      assertThat(TokenDigest.of(text)).isEqualTo(probe).hasSameHashCodeAs(probe);
      probe.release();
      assertThat(TokenDigest.of(text)).isNotEqualTo(TokenDigest.of(text + "a"));
      for (int n = 0; n < length; n += 73) {
        String other = text.substring(0, n) + 'b' + text.substring(n + 1);
        assertThat(TokenDigest.of(text)).isNotEqualTo(TokenDigest.of(other));
      }
    }
  }

  @Test
  void search_allocatesNoMemory() {
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    String header = BEARER + TOKEN;
    int searches = 20_000;
    long before = 0;
    for (int n = -searches; n < searches; n++) {
      if (n == 0) {
        before = threads.getCurrentThreadAllocatedBytes();
      }
      verifier.findVerified(header, BEARER.length());
    }

    assertThat((threads.getCurrentThreadAllocatedBytes() - before) / searches)
        .as("bytes a search")
        .isLessThan(8);
  }
}
