package io.latchkey.filter.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.tokens.KeyDerivation;
import io.latchkey.tokens.PreSharedKey;
import io.latchkey.tokens.TokenSigner;
import io.latchkey.tokens.TokenVerifier;
import io.latchkey.tokens.VerifiedToken;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RecentCallersTest {
  private static final KeyDerivation FAST = new KeyDerivation(KeyDerivation.MIN_ITERATIONS);
  private static final PreSharedKey PSK = PreSharedKey.of("only-for-the-tests-of-callers");

  private final AtomicLong now = new AtomicLong(1_000);
  private final RecentCallers callers = new RecentCallers(now::get);
  private final TokenSigner signer = TokenSigner.of(PSK, FAST, Clock.systemUTC());
  private final TokenVerifier verifier =
      TokenVerifier.builder().preSharedKeys(List.of(PSK)).keyDerivation(FAST).build();

  private void record(String name) throws Exception {
    VerifiedToken token = verifier.verify(signer.sign(Map.of("sub", name)));
    callers.record(token, "192.0.2.1");
    now.incrementAndGet();
  }

  @Test
  void lastUse_replacesTheUseBefore() throws Exception {
    record("a");
    record("b");
    record("a");

    assertThat(callers.list()).extracting(CallerUse::name).containsExactly("a", "b");
    assertThat(callers.list().get(0))
        .isEqualTo(
            new CallerUse(
                "psk", "a", "psk", Instant.ofEpochMilli(1_002), Optional.of("192.0.2.1")));
  }

  @Test
  void oldestEntry_isDroppedAtTheLimit() throws Exception {
    for (int n = 0; n < RecentCallers.MAX_ENTRIES; n++) {
      record("caller-" + n);
    }
    record("caller-0");
    record("new");

    assertThat(callers.list()).hasSize(RecentCallers.MAX_ENTRIES);
    assertThat(callers.list()).extracting(CallerUse::name).contains("new", "caller-0");
    assertThat(callers.list()).extracting(CallerUse::name).doesNotContain("caller-1");
  }

  @Test
  void longNames_areLimitedTogether() throws Exception {
    int length = 5_000;
    for (int n = 0; n < 2 * RecentCallers.MAX_CHARACTERS / length; n++) {
      record(n + "-" + "x".repeat(length));
    }

    assertThat(callers.list())
        .hasSizeBetween(
            RecentCallers.MAX_CHARACTERS / length - 2, RecentCallers.MAX_CHARACTERS / length);
  }
}
