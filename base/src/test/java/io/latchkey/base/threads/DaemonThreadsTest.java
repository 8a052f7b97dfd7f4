package io.latchkey.base.threads;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class DaemonThreadsTest {
  @Test
  void thread_isNamedUnstartedDaemon() {
    Thread thread = DaemonThreads.named("latchkey-test").newThread(() -> {});

    assertThat(thread.isDaemon()).isTrue();
    assertThat(thread.getName()).isEqualTo("latchkey-test");
    assertThat(thread.getState()).isEqualTo(Thread.State.NEW);
  }

  @Test
  void threadLocalValues_areNotInherited() {
    InheritableThreadLocal<String> value = new InheritableThreadLocal<>();
    CompletableFuture<Boolean> inherited = new CompletableFuture<>();
    value.set("of the request");
    try {
      DaemonThreads.named("latchkey-test")
          .newThread(() -> inherited.complete(value.get() != null))
          .start();

      assertThat(inherited.join()).isFalse();
    } finally {
      value.remove();
    }
  }

  @Test
  void end_interruptsTheThreadsAndWaitsForThem() throws Exception {
    ExecutorService threads = Executors.newCachedThreadPool(DaemonThreads.named("latchkey-test"));
    CountDownLatch begun = new CountDownLatch(1);
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    threads.execute(
        () -> {
          begun.countDown();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            interrupted.complete(true);
          }
        });
    begun.await();

    assertThat(DaemonThreads.end(threads, Duration.ofMinutes(2))).isTrue();

    assertThat(interrupted).isCompletedWithValue(true);
  }

  @Test
  void endOfAThreadThatContinues_isFalse() throws Exception {
    ExecutorService threads = Executors.newCachedThreadPool(DaemonThreads.named("latchkey-test"));
    CountDownLatch begun = new CountDownLatch(1);
    AtomicBoolean continues = new AtomicBoolean(true);
    threads.execute(
        () -> {
          begun.countDown();
          while (continues.get()) {
            Thread.onSpinWait();
          }
        });
    begun.await();

    assertThat(DaemonThreads.end(threads, Duration.ZERO)).isFalse();
    continues.set(false);
    assertThat(DaemonThreads.end(threads, Duration.ofMinutes(2))).isTrue();
  }

  @Test
  void contextClassLoader_isThatOfCreatingThread() throws Exception {
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    try (URLClassLoader application = new URLClassLoader(new URL[0])) {
      Thread.currentThread().setContextClassLoader(application);

      assertThat(DaemonThreads.named("latchkey-test").newThread(() -> {}).getContextClassLoader())
          .isSameAs(application);
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }
}
