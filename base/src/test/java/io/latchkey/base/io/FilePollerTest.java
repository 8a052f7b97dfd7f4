package io.latchkey.base.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.latchkey.base.http.ApplicationAttributes;
import io.latchkey.base.testing.CollectedLog;
import io.latchkey.base.threads.DaemonThreads;
import io.latchkey.base.threads.RepeatedTask;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilePollerTest {
  private static final Duration SHORT = Duration.ofMillis(10);
  private static final Duration LIMIT = Duration.ofMillis(300);

  @AutoClose private final CollectedLog collected = CollectedLog.of(FilePoller.class.getName());

  private final List<String> log = collected.messages();

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
  void severalTasks_shareTwoDaemonThreads() {
    FilePoller poller = new FilePoller(SHORT);
    AtomicInteger first = new AtomicInteger();
    AtomicInteger second = new AtomicInteger();
    Runnable one = first::incrementAndGet;
    Runnable other = second::incrementAndGet;

    poller.add("The check", one);
    poller.add("The check", other);

    await().until(() -> first.get() > 1 && second.get() > 1);
    assertThat(threads()).hasSize(2).allMatch(Thread::isDaemon);
    poller.remove(one);
    assertThat(threads()).hasSize(2);
    poller.remove(other);
    awaitNoThread();
  }

  @Test
  void taskAfterTheLastWasRemoved_runs() {
    FilePoller poller = new FilePoller(SHORT);
    AtomicInteger runs = new AtomicInteger();
    Runnable task = runs::incrementAndGet;
    poller.add("The check", task);
    poller.remove(task);
    int before = runs.get();

    poller.add("The check", task);

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
    poller.add("The check", broken);
    poller.add("The check", other);

    await().until(() -> failures.get() > 1 && runs.get() > 1);
    poller.remove(broken);
    poller.remove(other);
  }

  /** A task that hangs until it is allowed to end, as in a file system. */
  private static final class Hanging implements Runnable {
    private final CountDownLatch goesOn = new CountDownLatch(1);
    private final AtomicInteger runs = new AtomicInteger();

    @Override
    public void run() {
      runs.incrementAndGet();
      try {
        goesOn.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Test
  void hangingTask_isReportedWithoutStoppingOthers() {
    FilePoller poller = new FilePoller(SHORT, LIMIT);
    AtomicInteger runs = new AtomicInteger();
    Hanging hanging = new Hanging();
    Runnable other = runs::incrementAndGet;
    poller.add("The check of /nfs/psk", hanging);
    poller.add("The other check", other);

    await().until(() -> runs.get() > 5);
    String report =
        "The check of /nfs/psk has taken longer than PT0.3S, perhaps because a file system hangs."
            + " It is not repeated until it ends";
    await().untilAsserted(() -> assertThat(logOf("The check of /nfs/psk")).containsExactly(report));
    assertThat(hanging.runs).hasValue(1);

    hanging.goesOn.countDown();
    String end = "The check of /nfs/psk has ended, and is repeated every second";
    await().untilAsserted(() -> assertThat(logOf("The check of /nfs/psk")).startsWith(report, end));
    await().until(() -> hanging.runs.get() > 1);
    await().until(() -> threads().size() == FilePoller.THREADS);
    poller.remove(hanging);
    poller.remove(other);
    awaitNoThread();
  }

  /** On a slow machine, another task may count as hanging too. */
  private List<String> logOf(String task) {
    return log.stream().filter(line -> line.startsWith(task)).toList();
  }

  @Test
  void fourHangingTasks_stopOthersUntilOneEnds() {
    FilePoller poller = new FilePoller(SHORT, LIMIT);
    List<Hanging> hanging =
        Stream.generate(Hanging::new).limit(FilePoller.MAX_HANGING + 1).toList();
    AtomicInteger runs = new AtomicInteger();
    Runnable other = runs::incrementAndGet;
    hanging.forEach(each -> poller.add("The check", each));
    poller.add("The other check", other);

    await().until(() -> log.size() == hanging.size());
    assertThat(log.subList(0, FilePoller.MAX_HANGING)).noneMatch(line -> line.contains("no other"));
    assertThat(log).last().asString().contains("no other file is checked");
    assertThat(runs).hasValue(0);
    assertThat(threads()).hasSize(FilePoller.THREADS + FilePoller.MAX_HANGING);

    hanging.get(0).goesOn.countDown();
    await().until(() -> runs.get() > 1);
    hanging.forEach(each -> each.goesOn.countDown());
    await().until(() -> threads().size() == FilePoller.THREADS);
    hanging.forEach(poller::remove);
    poller.remove(other);
    awaitNoThread();
  }

  /** Starts as many threads as it is allowed to. */
  private static final class FewThreads implements ThreadFactory {
    private final ThreadFactory threads = DaemonThreads.named(FilePoller.THREAD_NAME);
    private final AtomicInteger allowed;
    private final AtomicInteger failures = new AtomicInteger();

    FewThreads(int allowed) {
      this.allowed = new AtomicInteger(allowed);
    }

    @Override
    public Thread newThread(Runnable task) {
      if (allowed.getAndUpdate(left -> Math.max(0, left - 1)) == 0) {
        failures.incrementAndGet();
        throw new OutOfMemoryError("unable to create native thread");
      }
      return threads.newThread(task);
    }
  }

  @Test
  void hangingTaskWithoutAnotherThread_isTriedAgain() {
    FewThreads few = new FewThreads(FilePoller.THREADS);
    FilePoller poller = new FilePoller(SHORT, LIMIT, few);
    AtomicInteger runs = new AtomicInteger();
    Hanging hanging = new Hanging();
    Runnable other = runs::incrementAndGet;
    try (CollectedLog watch = CollectedLog.of(RepeatedTask.class.getName())) {
      poller.add("The check of /nfs/psk", hanging);
      poller.add("The other check", other);

      await().until(() -> few.failures.get() > 2 * FilePoller.MAX_HANGING);
      assertThat(runs).hasValue(0);
      assertThat(log).isEmpty();
      assertThat(watch.messages())
          .contains("The watch over the checks of files failed, and is repeated");

      few.allowed.set(1000);
      await().until(() -> runs.get() > 5);
      await().untilAsserted(() -> assertThat(logOf("The check of /nfs/psk")).hasSize(1));
      assertThat(hanging.runs).hasValue(1);
      hanging.goesOn.countDown();
      await().until(() -> hanging.runs.get() > 1);
      await().until(() -> threads().size() == FilePoller.THREADS);
    }
    poller.remove(hanging);
    poller.remove(other);
    awaitNoThread();
  }

  @Test
  void addWithoutSecondThread_leavesNothing() {
    FewThreads few = new FewThreads(FilePoller.THREADS - 1);
    FilePoller poller = new FilePoller(SHORT, LIMIT, few);
    AtomicInteger runs = new AtomicInteger();
    AtomicInteger otherRuns = new AtomicInteger();

    assertThatThrownBy(() -> poller.add("The check", runs::incrementAndGet))
        .isInstanceOf(OutOfMemoryError.class);
    awaitNoThread();

    few.allowed.set(1000);
    Runnable other = otherRuns::incrementAndGet;
    poller.add("The other check", other);
    await().until(() -> otherRuns.get() > 1);
    assertThat(runs).hasValue(0);
    poller.remove(other);
    awaitNoThread();
  }

  @Test
  void hangingTaskThatWasRemoved_endsWithoutLine() {
    FilePoller poller = new FilePoller(SHORT, LIMIT);
    Hanging hanging = new Hanging();
    AtomicInteger runs = new AtomicInteger();
    Runnable other = runs::incrementAndGet;
    poller.add("The check of /nfs/psk", hanging);
    poller.add("The other check", other);
    await().until(() -> logOf("The check of /nfs/psk").size() == 1);

    Thread.currentThread().interrupt(); // so that the next call does not wait
    poller.remove(hanging);
    assertThat(Thread.interrupted()).isTrue();
    hanging.goesOn.countDown();
    await().until(() -> threads().size() == FilePoller.THREADS);
    poller.remove(other); // waits for the threads

    assertThat(logOf("The check of /nfs/psk")).hasSize(1);
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
    poller.add("The check", task);
    poller.add("The check", other);
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
