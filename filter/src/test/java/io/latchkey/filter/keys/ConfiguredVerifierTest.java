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
import io.latchkey.settings.SettingsException;
import io.latchkey.tokens.InvalidTokenException;
import io.latchkey.tokens.KeyDerivation;
import io.latchkey.tokens.PreSharedKey;
import io.latchkey.tokens.TokenSigner;
import io.latchkey.tokens.TokenVerifier;
import io.latchkey.tokens.secrets.ApplicationSecrets;
import io.latchkey.tokens.secrets.ConfiguredSecrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
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

  @Test
  void revokedComponentsWithoutPsk_areRejected() {
    Settings settings =
        Settings.builder()
            .source(
                "test",
                Map.of("latchkey.trusted-ca", "ca.pem", "latchkey.revoked-components", "team-a"))
            .build();

    assertThatThrownBy(
            () ->
                ConfiguredVerifier.of(
                    settings,
                    Ticker.systemTicker(),
                    TokenVerifier.builder(),
                    sha256 -> Optional.empty(),
                    new ApplicationWarnings(),
                    poller,
                    secrets))
        .isInstanceOf(SettingsException.class)
        .hasMessageStartingWith("latchkey.revoked-components")
        .hasMessageEndingWith(
            "has no effect without latchkey.psk; revoke the certificates instead");
  }

  /** Logs a warning of a class only when it is allowed to. */
  private static final class HangingWarning extends Handler implements AutoCloseable {
    private final Logger logger;
    private final String text;
    private final CountDownLatch hangs = new CountDownLatch(1);
    private final CountDownLatch goesOn = new CountDownLatch(1);

    HangingWarning(Class<?> logs, String text) {
      logger = Logger.getLogger(logs.getName());
      this.text = text;
    }

    HangingWarning begin() {
      logger.addHandler(this);
      return this;
    }

    @Override
    public void publish(LogRecord line) {
      if (line.getMessage().contains(text)) {
        hangs.countDown();
        await().until(() -> goesOn.getCount() == 0);
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
      logger.removeHandler(this);
      goesOn.countDown();
    }
  }

  /** Replaces a pre-shared key, after which there is a warning. */
  private interface Change {
    void make(Path psk) throws IOException;
  }

  @Test
  void hangingCheckOfExposedFiles_stopsNoRevocation() throws Exception {
    assertRevokesDuring(
        new HangingWarning(ApplicationWarnings.class, ""),
        psk -> {
          mode(psk, "rw-r--r--");
          Files.writeString(psk, "next-weak-key");
        });
  }

  @Test
  void hangingCheckForPaths_stopsNoRevocation() throws Exception {
    assertRevokesDuring(
        new HangingWarning(ConfiguredKeys.class, "is the path of a file"),
        psk -> Files.writeString(psk, psk.toAbsolutePath().toString()));
  }

  private void assertRevokesDuring(HangingWarning hanging, Change change) throws Exception {
    Path psk = Files.writeString(dir.resolve("psk"), "first-weak-key");
    Path previous = Files.writeString(dir.resolve("previous"), "previous-weak-key");
    mode(psk, "rw-------");
    mode(previous, "rw-------");
    String first = token("first-weak-key");
    String old = token("previous-weak-key");
    Settings settings =
        Settings.builder()
            .source(
                "test",
                Map.of(
                    "latchkey.psk",
                    "file:" + psk,
                    "latchkey.previous-psk",
                    "file:" + previous,
                    "latchkey.kdf-iterations",
                    "1000"))
            .build();
    FilePoller watched = new FilePoller(Duration.ofMillis(5), Duration.ofMillis(300));
    // The warning is allowed before the verifier is closed, which waits for it.
    try (CurrentVerifier verifier =
            ConfiguredVerifier.of(
                settings,
                System::nanoTime,
                TokenVerifier.builder(),
                sha256 -> Optional.empty(),
                new ApplicationWarnings(),
                watched,
                new ApplicationSecrets(watched));
        HangingWarning warning = hanging.begin()) {
      verifier.verify(first, () -> 0);
      verifier.verify(old, () -> 0);

      change.make(psk);
      warning.hangs.await();
      assertThatThrownBy(() -> verifier.verify(first, () -> 0))
          .isInstanceOf(InvalidTokenException.class);

      Files.writeString(previous, "");
      await()
          .untilAsserted(
              () ->
                  assertThatThrownBy(() -> verifier.verify(old, () -> 0))
                      .isInstanceOf(InvalidTokenException.class));
    }
  }

  private static void mode(Path file, String mode) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  private static String token(String psk) {
    return TokenSigner.of(
            PreSharedKey.of(psk),
            new KeyDerivation(KeyDerivation.MIN_ITERATIONS),
            Clock.systemUTC())
        .sign(Map.of());
  }

  private static List<Thread> fetchers(Set<Thread> before) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !before.contains(thread))
        .filter(thread -> thread.getName().startsWith("latchkey-jwk-set"))
        .toList();
  }
}
