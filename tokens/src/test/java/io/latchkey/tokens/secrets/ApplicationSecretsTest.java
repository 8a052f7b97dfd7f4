package io.latchkey.tokens.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.latchkey.base.http.ApplicationAttributes;
import io.latchkey.base.http.ContextAttributes;
import io.latchkey.base.io.ConfiguredValue;
import io.latchkey.base.io.FilePoller;
import io.latchkey.base.testing.CollectedLog;
import io.latchkey.tokens.PreSharedKey;
import io.latchkey.tokens.component.ComponentPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApplicationSecretsTest {
  private static final PreSharedKey FIRST = PreSharedKey.generate();
  private static final PreSharedKey SECOND = PreSharedKey.generate();
  private static final ComponentPath WORKER = ComponentPath.parse("worker-1");

  @TempDir Path dir;
  private Value psk;
  private Value previous;
  private Value revoked;
  private final ApplicationSecrets application =
      new ApplicationSecrets(new FilePoller(Duration.ofMillis(10)));

  @AutoClose
  private final CollectedLog collected = CollectedLog.of("io.latchkey.base.io.Reloadable");

  private final List<String> log = collected.messages();

  /** A setting with a file. */
  private record Value(String name, Path file) implements ConfiguredValue {
    @Override
    public Set<Path> files() {
      return Set.of(file);
    }

    @Override
    public Optional<String> text() {
      try {
        return Optional.of(Files.readString(file).strip()).filter(text -> !text.isEmpty());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public Optional<Integer> integer(int least, int most) {
      throw new UnsupportedOperationException();
    }

    @Override
    public RuntimeException badPart(String problem) {
      return new IllegalStateException(name + ": " + problem);
    }

    @Override
    public Class<? extends RuntimeException> rejection() {
      return IllegalStateException.class;
    }
  }

  /** A setting whose value is not in a file. */
  private record Inline(Optional<String> text) implements ConfiguredValue {
    @Override
    public Set<Path> files() {
      return Set.of();
    }

    @Override
    public Optional<Integer> integer(int least, int most) {
      throw new UnsupportedOperationException();
    }

    @Override
    public RuntimeException badPart(String problem) {
      return new IllegalStateException(problem);
    }

    @Override
    public Class<? extends RuntimeException> rejection() {
      return IllegalStateException.class;
    }
  }

  @BeforeEach
  void write() throws IOException {
    psk = new Value("psk", Files.writeString(dir.resolve("psk"), FIRST.reveal()));
    previous = new Value("previous", Files.writeString(dir.resolve("previous"), ""));
    revoked = new Value("revoked", Files.writeString(dir.resolve("revoked"), "# none\n"));
  }

  private static void replace(Path file, String content) throws IOException {
    Path next = Files.writeString(file.resolveSibling("next"), content);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static boolean isPolling() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().equals("latchkey-reload"));
  }

  @Test
  void changedPskFile_isLoggedOnce() throws Exception {
    ConfiguredSecrets filter = application.open(psk, previous, revoked);
    ConfiguredSecrets authority = application.open(psk, previous);
    ConfiguredSecrets enrolment = application.open(psk, previous, revoked);
    Supplier<String> signer =
        authority.make(
            "signer",
            before -> authority.preSharedKeys().newest().map(PreSharedKey::reveal).orElseThrow());

    replace(psk.file(), SECOND.reveal());

    await().until(() -> signer.get().equals(SECOND.reveal()));
    assertThat(filter.preSharedKeys().all()).containsExactly(SECOND);
    assertThat(enrolment.preSharedKeys()).isSameAs(filter.preSharedKeys());
    assertThat(filter.roots())
        .containsExactlyElementsOf(enrolment.roots())
        .containsExactly(authority.root(SECOND).orElseThrow());
    filter.close();
    enrolment.close();
    authority.close();
    assertThat(log).containsExactly("Reloaded keys from " + psk.file());
    await().until(() -> !isPolling());
  }

  @Test
  void badPskFile_isLoggedOnce() throws Exception {
    ConfiguredSecrets filter = application.open(psk, previous, revoked);
    ConfiguredSecrets authority = application.open(psk, previous);
    Supplier<PreSharedKeys> made = authority.make("signer", before -> authority.preSharedKeys());

    replace(psk.file(), "a\uFFFDb");
    replace(previous.file(), SECOND.reveal());

    await().until(() -> made.get().previous().isPresent());
    assertThat(filter.preSharedKeys().all()).containsExactly(FIRST, SECOND);
    await().until(() -> log.stream().anyMatch(line -> line.contains("psk: ")));
    filter.close();
    authority.close();
    assertThat(log)
        .filteredOn(line -> line.contains("stay in use"))
        .singleElement()
        .asString()
        .startsWith("psk: ")
        .endsWith("The last valid keys from [" + psk.file() + "] stay in use");
  }

  @ParameterizedTest
  @ValueSource(strings = {"worker-1", "lk1.worker-1"})
  void revokedComponentsFile_isLoggedOnce(String content) throws Exception {
    ConfiguredSecrets filter = application.open(psk, previous, revoked);
    ConfiguredSecrets enrolment = application.open(psk, previous, revoked);

    replace(revoked.file(), content);

    await().until(() -> !log.isEmpty());
    boolean good = content.equals("worker-1");
    assertThat(filter.revokedComponents().contains(WORKER)).isEqualTo(good);
    assertThat(enrolment.revokedComponents().contains(WORKER)).isEqualTo(good);
    filter.close();
    enrolment.close();
    assertThat(log)
        .singleElement()
        .asString()
        .contains(
            good
                ? "Reloaded keys from " + revoked.file()
                : "The last valid keys from [" + revoked.file() + "] stay in use");
  }

  @Test
  void otherSources_areNotShared() throws Exception {
    Value other = new Value("psk", Files.writeString(dir.resolve("other"), SECOND.reveal()));
    Inline inline = new Inline(Optional.of(SECOND.reveal()));
    Inline unset = new Inline(Optional.empty());
    try (ConfiguredSecrets one = application.open(psk, previous);
        ConfiguredSecrets two = application.open(other, previous);
        ConfiguredSecrets three = application.open(inline, unset)) {
      assertThat(one.preSharedKeys().all()).containsExactly(FIRST);
      assertThat(two.preSharedKeys().all()).containsExactly(SECOND);
      assertThat(three.preSharedKeys().all()).containsExactly(SECOND);
      assertThat(three.revokedComponents().contains(WORKER)).isFalse();

      replace(other.file(), FIRST.reveal());

      await().until(() -> two.preSharedKeys().all().contains(FIRST));
      assertThat(three.preSharedKeys().all()).containsExactly(SECOND);
    }
  }

  @Test
  void badRevokedComponents_leaveNothingOpen() throws Exception {
    replace(revoked.file(), "lk1.worker-1");

    assertThatThrownBy(() -> application.open(psk, previous, revoked))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("revoked: ");

    await().until(() -> !isPolling());
  }

  @Test
  void closedPart_leavesOthersOpen() throws Exception {
    ConfiguredSecrets filter = application.open(psk, previous, revoked);
    ConfiguredSecrets authority = application.open(psk, previous);
    Supplier<PreSharedKeys> made = filter.make("verifier", before -> filter.preSharedKeys());
    filter.close();

    replace(psk.file(), SECOND.reveal());

    await().until(() -> authority.preSharedKeys().all().contains(SECOND));
    authority.close();
    assertThat(made.get().all()).containsExactly(FIRST);
    await().until(() -> !isPolling());
  }

  @Test
  void applicationReopened_readsFilesAgain() throws Exception {
    application.open(psk, previous).close();
    replace(psk.file(), SECOND.reveal());

    try (ConfiguredSecrets again = application.open(psk, previous)) {
      assertThat(again.preSharedKeys().all()).containsExactly(SECOND);
    }
  }

  @Test
  void application_hasOneObject() {
    Map<String, Object> attributes = new HashMap<>();
    ApplicationAttributes application = new ApplicationAttributes(attributes::get, attributes::put);

    assertThat(ApplicationSecrets.of(application)).isSameAs(ApplicationSecrets.of(application));
    assertThat(attributes)
        .containsKeys(ContextAttributes.FILE_POLLER, ApplicationSecrets.ATTRIBUTE);
  }
}
