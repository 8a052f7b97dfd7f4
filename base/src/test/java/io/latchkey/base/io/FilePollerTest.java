package io.latchkey.base.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.latchkey.base.http.ApplicationAttributes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilePollerTest {
  private static final Duration SHORT = Duration.ofMillis(10);

  /** Other tests of this JVM may have left some. */
  private final Set<Thread> before = Set.copyOf(all());

  private List<Thread> threads() {
    return all().stream().filter(thread -> !before.contains(thread)).toList();
  }

  private static List<Thread> all() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals(FilePoller.THREAD_NAME))
        .toList();
  }

  private void awaitNoThread() {
    await().untilAsserted(() -> assertThat(threads()).isEmpty());
  }

  @Test
  void severalTasks_shareOneDaemonThread() {
    FilePoller poller = new FilePoller(SHORT);
    AtomicInteger first = new AtomicInteger();
    AtomicInteger second = new AtomicInteger();
    Runnable one = first::incrementAndGet;
    Runnable other = second::incrementAndGet;

    poller.add(one);
    poller.add(other);

    await().until(() -> first.get() > 1 && second.get() > 1);
    assertThat(threads()).singleElement().extracting(Thread::isDaemon).isEqualTo(true);
    poller.remove(one);
    assertThat(threads()).hasSize(1);
    poller.remove(other);
    awaitNoThread();
  }

  @Test
  void taskAfterTheLastWasRemoved_runs() {
    FilePoller poller = new FilePoller(SHORT);
    AtomicInteger runs = new AtomicInteger();
    Runnable task = runs::incrementAndGet;
    poller.add(task);
    poller.remove(task);
    int before = runs.get();

    poller.add(task);

    await().until(() -> runs.get() > before);
    poller.remove(task);
    awaitNoThread();
  }

  @Test
  void failingTask_runsAgainWithoutStoppingOthers() {
    FilePoller poller = new FilePoller(SHORT);
    AtomicInteger failures = new AtomicInteger();
    AtomicInteger runs = new AtomicInteger();
    Runnable broken =
        () -> {
          failures.incrementAndGet();
          throw new StackOverflowError("for the test");
        };
    Runnable other = runs::incrementAndGet;
    poller.add(broken);
    poller.add(other);

    await().until(() -> failures.get() > 1 && runs.get() > 1);
    poller.remove(broken);
    poller.remove(other);
  }

  @Test
  void remove_waitsForRunningTask() throws Exception {
    FilePoller poller = new FilePoller(SHORT);
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch removing = new CountDownLatch(1);
    AtomicBoolean done = new AtomicBoolean();
    Runnable other = () -> {};
    Runnable task =
        () -> {
          running.countDown();
          await().until(() -> removing.getCount() == 0);
          done.set(true);
        };
    poller.add(task);
    poller.add(other);
    running.await();

    removing.countDown();
    poller.remove(task);

    assertThat(done).isTrue();
    poller.remove(other);
  }

  @Test
  void of_returnsTheSamePollerForOneApplication() {
    Map<String, Object> values = new HashMap<>();
    ApplicationAttributes application = new ApplicationAttributes(values::get, values::put);

    FilePoller poller = FilePoller.of(application);

    assertThat(FilePoller.of(application)).isSameAs(poller);
    assertThat(FilePoller.of(new ApplicationAttributes(name -> null, (name, value) -> {})))
        .isNotSameAs(poller);
  }

  @Test
  void reloadable_isPolledOnlyWithFilesUntilClosed(@TempDir Path dir) throws Exception {
    Path file = Files.writeString(dir.resolve("psk"), "first");
    FilePoller poller = new FilePoller(SHORT);
    try (Reloadable<String> none =
        Reloadable.of("keys", poller, Set.of(), RuntimeException.class, () -> "v")) {
      assertThat(threads()).isEmpty();
      assertThat(none.get()).isEqualTo("v");
    }

    try (Reloadable<String> keys =
        Reloadable.of(
            "keys", poller, Set.of(file), RuntimeException.class, () -> TestFiles.read(file))) {
      Files.writeString(file, "second");
      await().until(() -> keys.get().equals("second"));
    }

    awaitNoThread();
  }
}
