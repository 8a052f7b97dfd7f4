package io.latchkey.ca.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.ca.AuthorityUnavailableException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WriterThreadTest {
  private final List<String> events = Collections.synchronizedList(new ArrayList<>());
  private final WriterThread writer = new WriterThread(() -> events.add("flush"));
  private final ExecutorService callers = Executors.newFixedThreadPool(8);

  @AfterEach
  void close() {
    writer.close();
    callers.shutdownNow();
  }

  @Test
  void commit_returnsAfterTheFlush() throws Exception {
    writer.commit(() -> events.add("transaction"));
    events.add("returned");

    assertThat(events).containsExactly("transaction", "flush", "returned");
  }

  @Test
  void thoseWhoWaitTogether_shareAFlush() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    Future<?> first =
        callers.submit(
            () -> {
              writer.commit(
                  () -> {
                    begun.countDown();
                    awaitQuietly(go);
                  });
              return null;
            });
    begun.await();
    AtomicInteger committed = new AtomicInteger();
    CountDownLatch submitted = new CountDownLatch(6);
    List<Future<?>> others = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      others.add(
          callers.submit(
              () -> {
                submitted.countDown();
                writer.commit(committed::incrementAndGet);
                return null;
              }));
    }
    submitted.await();
    go.countDown();
    first.get();
    for (Future<?> other : others) {
      other.get();
    }

    assertThat(committed).hasValue(6);
    assertThat(events.size()).isBetween(2, 7);
  }

  @Test
  void failedTransaction_failsAlone() throws Exception {
    assertThatThrownBy(
            () ->
                writer.commit(
                    () -> {
                      throw new SQLException("no");
                    }))
        .isInstanceOf(SQLException.class)
        .hasMessage("no");

    writer.commit(() -> events.add("next"));

    assertThat(events).containsExactly("next", "flush");
  }

  @Test
  void failedFlush_isNotAnsweredAsCommitted() {
    try (WriterThread broken =
        new WriterThread(
            () -> {
              throw new SQLException("disk full");
            })) {
      assertThatThrownBy(() -> broken.commit(() -> events.add("transaction")))
          .isInstanceOf(SQLException.class)
          .hasMessage("disk full");
    }
  }

  @Test
  void interruptedCaller_isAnsweredAfterTheFlushAndStaysInterrupted() throws Exception {
    Thread.currentThread().interrupt();
    writer.commit(() -> events.add("transaction"));
    events.add("returned");

    assertThat(Thread.interrupted()).isTrue();
    assertThat(events).containsExactly("transaction", "flush", "returned");
  }

  @Test
  void closedWriter_takesNothing() {
    writer.close();

    assertThatThrownBy(() -> writer.commit(() -> events.add("transaction")))
        .isInstanceOf(AuthorityUnavailableException.class);
    assertThat(events).isEmpty();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
