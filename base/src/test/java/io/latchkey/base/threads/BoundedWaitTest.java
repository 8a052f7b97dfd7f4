package io.latchkey.base.threads;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BoundedWaitTest {
  private static final Duration LONG = Duration.ofDays(1);
  private static final Future<?> DONE = CompletableFuture.completedFuture(null);

  private final BoundedWait wait = new BoundedWait(1);

  @Test
  void endedTask_hasSucceededOrNot() {
    Future<?> failed = CompletableFuture.failedFuture(new IllegalStateException("as wanted"));

    assertThat(wait.await(DONE, LONG)).isTrue();
    assertThat(wait.await(failed, LONG)).isFalse();
    assertThat(wait.await(DONE, LONG)).isTrue();
    assertThat(BoundedWait.ends(DONE, Duration.ofSeconds(-1))).isTrue();
    assertThat(BoundedWait.ends(new CompletableFuture<>(), Duration.ofSeconds(-1))).isFalse();
  }

  @Test
  void waitBeyondTheLimit_returnsAtOnce() throws Exception {
    CountDownLatch waiting = new CountDownLatch(1);
    CompletableFuture<Void> task =
        new CompletableFuture<>() {
          @Override
          public Void get(long timeout, TimeUnit unit) throws InterruptedException {
            waiting.countDown();
            return join();
          }
        };
    CompletableFuture<Boolean> first = CompletableFuture.supplyAsync(() -> wait.await(task, LONG));
    waiting.await();

    assertThat(wait.await(DONE, LONG)).isFalse();

    task.complete(null);
    assertThat(first.join()).isTrue();
    assertThat(wait.await(DONE, LONG)).isTrue();
  }

  @Test
  void interrupt_endsTheWait() {
    Thread.currentThread().interrupt();

    assertThat(wait.await(new FutureTask<>(() -> {}, null), LONG)).isFalse();
    assertThat(Thread.interrupted()).isTrue();
  }
}
