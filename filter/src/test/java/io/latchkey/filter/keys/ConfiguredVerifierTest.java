package io.latchkey.filter.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.github.benmanes.caffeine.cache.Ticker;
import io.latchkey.base.io.FilePoller;
import io.latchkey.base.testing.CollectedLog;
import io.latchkey.filter.warn.ApplicationWarnings;
import io.latchkey.settings.Setting;
import io.latchkey.settings.Settings;
import io.latchkey.tokens.TokenVerifier;
import io.latchkey.tokens.secrets.ApplicationSecrets;
import io.latchkey.tokens.secrets.ConfiguredSecrets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfiguredVerifierTest {
  private static final String UNREACHABLE = "https://127.0.0.1:1/first,https://127.0.0.1:1/second";

  @TempDir Path dir;
  @AutoClose private final CollectedLog log = CollectedLog.ofAll();
  private final FilePoller poller = new FilePoller(Duration.ofMillis(5));
  private final ApplicationSecrets secrets = new ApplicationSecrets(poller);
  private final AtomicInteger remade = new AtomicInteger();

  /** Fails at the start of the second JWK set. */
  private void failToStart(Settings settings) {
    AtomicInteger reads = new AtomicInteger();
    Ticker ticker =
        () -> {
          if (reads.incrementAndGet() == 2) {
            throw new IllegalStateException("as the test wants it");
          }
          return 0;
        };
    assertThatThrownBy(
            () ->
                ConfiguredVerifier.of(
                    settings,
                    ticker,
                    TokenVerifier.builder(),
                    sha256 -> Optional.empty(),
                    new ApplicationWarnings(),
                    poller,
                    secrets))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("as the test wants it");
  }

  @Test
  void failedStart_leavesNothingOpen() throws Exception {
    Path psk = Files.writeString(dir.resolve("psk"), "first-weak-key");
    Settings settings =
        Settings.builder()
            .source(
                "test", Map.of("latchkey.psk", "file:" + psk, "latchkey.public-key", UNREACHABLE))
            .build();
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    try (ConfiguredSecrets other =
        secrets.open(
            settings.value(Setting.PSK),
            settings.value(Setting.PREVIOUS_PSK),
            settings.value(Setting.REVOKED_COMPONENTS))) {
      failToStart(settings);
      // A pool has ended shortly before its threads have.
      await().until(() -> fetchers(before).isEmpty());

      Supplier<Integer> follower = other.make("test", previous -> remade.incrementAndGet());
      Files.writeString(psk, "second-weak-key");
      await().until(() -> follower.get() == 2);

      // A verifier that still follows the secrets is made before the other follower, and warns.
      assertThat(log.levelsOf("latchkey.psk: ")).hasSize(1);
    }
  }

  private static List<Thread> fetchers(Set<Thread> before) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !before.contains(thread))
        .filter(thread -> thread.getName().startsWith("latchkey-jwk-set"))
        .toList();
  }
}
