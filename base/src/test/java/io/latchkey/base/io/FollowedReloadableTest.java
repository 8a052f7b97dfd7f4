package io.latchkey.base.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.latchkey.base.testing.CollectedLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Values that are made of another reloadable value; each call of {@code poll} is one second. */
class FollowedReloadableTest {
  @TempDir Path dir;
  private Path file;
  private Reloadable<String> source;
  private final FilePoller poller = new FilePoller(Duration.ofDays(1));
  @AutoClose private final CollectedLog collected = CollectedLog.of(Reloadable.class.getName());
  private final List<String> log = collected.messages();

  @BeforeEach
  void start() throws IOException {
    file = Files.writeString(dir.resolve("psk"), "first");
    source =
        Reloadable.of(
            "keys", poller, Set.of(file), UncheckedIOException.class, () -> TestFiles.read(file));
  }

  @AfterEach
  void removeHandler() {
    source.close();
  }

  private Reloadable<String> follower(String what, UnaryOperator<String> maker) {
    ReloadableFiles values = new ReloadableFiles(IllegalArgumentException.class);
    values.follow(source);
    return Reloadable.of(what, poller, values, before -> maker.apply(source.get()));
  }

  @Test
  void valueThatCannotBePolled_followsNothing() {
    ReloadableFiles values = new ReloadableFiles(IllegalArgumentException.class);
    values.follow(source);
    values.add(Set.of(file), () -> "read");
    FilePoller withoutThreads =
        new FilePoller(
            Duration.ofDays(1),
            Duration.ofDays(1),
            task -> {
              throw new OutOfMemoryError("unable to create native thread");
            });
    List<String> made = new ArrayList<>();

    assertThatThrownBy(
            () ->
                Reloadable.of(
                    "keys",
                    withoutThreads,
                    values,
                    before -> {
                      made.add(source.get());
                      return "made";
                    }))
        .isInstanceOf(OutOfMemoryError.class);

    assertThat(source.reload("the test wants it")).isTrue();
    assertThat(made).hasSize(1);
  }

  private void replace(String content) throws IOException {
    Files.writeString(file, content);
    source.poll();
    source.poll();
  }

  @Test
  void changedFile_remakesFollowersAndIsLoggedOnce() throws IOException {
    Reloadable<String> signer = follower("signer", key -> "signer of " + key);
    Reloadable<String> verifier = follower("verifier", key -> "verifier of " + key);

    replace("second");

    assertThat(signer.get()).isEqualTo("signer of second");
    assertThat(verifier.get()).isEqualTo("verifier of second");
    assertThat(log).containsExactly("Reloaded keys from " + file);
  }

  @Test
  void changedFile_isLoggedOnceFollowersAreRemade() throws IOException {
    List<Integer> linesBefore = new ArrayList<>();
    Reloadable<String> signer =
        follower(
            "signer",
            key -> {
              linesBefore.add(log.size());
              return key;
            });

    replace("second");

    assertThat(signer.get()).isEqualTo("second");
    assertThat(linesBefore).containsExactly(0, 0);
    assertThat(log).hasSize(1);
  }

  @Test
  void brokenFile_keepsFollowersAndIsLoggedOnce() throws IOException {
    Reloadable<String> signer = follower("signer", key -> key);
    Reloadable<String> verifier = follower("verifier", key -> key);

    replace(" ");

    assertThat(signer.get()).isEqualTo("first");
    assertThat(verifier.get()).isEqualTo("first");
    assertThat(log).singleElement().asString().contains(file + " is blank");
  }

  @Test
  void failingFollower_keepsItsValueOnly() throws IOException {
    Reloadable<String> picky =
        follower(
            "signer",
            key -> {
              if (key.equals("second")) {
                throw new IllegalArgumentException("too short");
              }
              return key;
            });
    Reloadable<String> other = follower("verifier", key -> key);

    replace("second");

    assertThat(picky.get()).isEqualTo("first");
    assertThat(other.get()).isEqualTo("second");
    assertThat(log)
        .containsExactly(
            "too short. The previous signer stay in use, although the content of "
                + file
                + " has changed");
  }

  @Test
  void followerWithError_stopsNoOtherFollower() throws IOException {
    AtomicBoolean failing = new AtomicBoolean();
    Reloadable<String> signer =
        follower(
            "signer",
            key -> {
              if (failing.get()) {
                throw new OutOfMemoryError("unable to create native thread");
              }
              return key;
            });
    Reloadable<String> verifier = follower("verifier", key -> key);
    failing.set(true);

    assertThatThrownBy(() -> replace("second")).isInstanceOf(OutOfMemoryError.class);
    assertThat(signer.get()).isEqualTo("first");
    assertThat(verifier.get()).isEqualTo("second");
    assertThat(log).isEmpty();

    failing.set(false);
    source.poll();
    assertThat(signer.get()).isEqualTo("second");
    assertThat(log).containsExactly("Reloaded keys from " + file);
  }

  @Test
  void followerThatNeverExisted_isNotRemade() throws IOException {
    List<String> made = new ArrayList<>();
    assertThatThrownBy(
            () ->
                follower(
                    "signer",
                    key -> {
                      made.add(key);
                      throw new IllegalArgumentException("too short");
                    }))
        .hasMessage("too short");

    replace("second");

    assertThat(made).containsExactly("first");
  }

  @Test
  void closedFollower_isNotRemade() throws IOException {
    Reloadable<String> signer = follower("signer", key -> key);
    signer.close();

    replace("second");

    assertThat(signer.get()).isEqualTo("first");
    assertThat(signer.reload("something has changed")).isTrue();
    assertThat(signer.get()).isEqualTo("first");
  }

  /** As when the poller finds a change while the first value is made. */
  @Test
  void changeDuringFirstMaking_isNotMissed() {
    List<String> made = new ArrayList<>();

    Reloadable<Integer> follower = followerThatChangesTheSource(made);

    assertThat(follower.get()).isEqualTo(2);
    assertThat(made).containsExactly("first", "second");
  }

  private Reloadable<Integer> followerThatChangesTheSource(List<String> made) {
    ReloadableFiles values = new ReloadableFiles(IllegalArgumentException.class);
    values.follow(source);
    return Reloadable.of(
        "counter",
        poller,
        values,
        before -> {
          made.add(source.get());
          if (before.isEmpty()) {
            try {
              replace("second");
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
          return made.size();
        });
  }

  /** As with a check of files that hangs. */
  @Test
  void codeAfterReload_holdsNoLock() throws Exception {
    FilePoller fast = new FilePoller(Duration.ofMillis(5));
    Reloadable<String> followed =
        Reloadable.of(
            "keys", fast, Set.of(file), UncheckedIOException.class, () -> TestFiles.read(file));
    CountDownLatch hangs = new CountDownLatch(1);
    CountDownLatch goesOn = new CountDownLatch(1);
    ReloadableFiles values = new ReloadableFiles(IllegalArgumentException.class);
    values.follow(followed);
    values.afterReload(
        () -> {
          hangs.countDown();
          await().until(() -> goesOn.getCount() == 0);
        });
    Reloadable<String> verifier =
        Reloadable.of("verifier", fast, values, before -> followed.get() + before.isPresent());
    assertThat(hangs.getCount()).isEqualTo(1);

    Files.writeString(file, "second");
    hangs.await();

    assertThat(verifier.get()).isEqualTo("secondtrue");
    CompletableFuture<Boolean> other =
        CompletableFuture.supplyAsync(() -> verifier.reload("a set has changed"));
    assertThat(other.orTimeout(1, TimeUnit.MINUTES).join()).isTrue();
    goesOn.countDown();
    verifier.close();
    followed.close();
  }
}
