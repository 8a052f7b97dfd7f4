package io.latchkey.client.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.latchkey.base.threads.DaemonThreads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The end of the process during a write; the content does not matter. */
class UninterruptedFilesTest {
  private final CountDownLatch mayWrite = new CountDownLatch(1);
  private final AtomicInteger begun = new AtomicInteger();
  private final AtomicInteger written = new AtomicInteger();
  private final UninterruptedFiles files =
      new UninterruptedFiles(
          (certificate, authorities) -> {
            begun.incrementAndGet();
            awaitPermission();
            written.incrementAndGet();
          });

  private void awaitPermission() throws IOException {
    try {
      mayWrite.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private void write() {
    try {
      files.write(null, List.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Thread start(Runnable task) {
    Thread thread = DaemonThreads.named("uninterrupted-files-test").newThread(task);
    thread.start();
    return thread;
  }

  private static void awaitBlocked(Thread thread) {
    await().until(() -> thread.getState() == Thread.State.WAITING);
  }

  @Test
  void end_waitsForWriteInProgress() throws Exception {
    start(this::write);
    await().until(() -> begun.get() == 1);

    Thread hook = start(files::end);
    awaitBlocked(hook);
    assertThat(written).hasValue(0);
    mayWrite.countDown();

    hook.join();
    assertThat(written).hasValue(1);
  }

  @Test
  void writeAfterEnd_neverBegins() throws Exception {
    mayWrite.countDown();
    start(files::end).join();

    awaitBlocked(start(this::write));

    assertThat(begun).hasValue(0);
  }
}
