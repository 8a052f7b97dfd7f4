package io.latchkey.ca.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.ca.DataDirectory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Threads of the store have ended once it is closed. */
class StoreCloseTest {
  @TempDir Path temporary;

  /** Work that ends only when another thread has interrupted it and waits for it. */
  private static final class SlowWork {
    private final Thread closer = Thread.currentThread();
    private final CountDownLatch begun = new CountDownLatch(1);
    private volatile boolean ended;
    private volatile boolean abandoned;

    boolean run() {
      begun.countDown();
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        while (closer.getState() != Thread.State.TIMED_WAITING && !abandoned) {
          Thread.onSpinWait();
        }
      }
      ended = true;
      return true;
    }

    void assertEndedBy(Runnable close) throws InterruptedException {
      try {
        begun.await();
        close.run();
        assertThat(ended).isTrue();
      } finally {
        abandoned = true;
      }
    }
  }

  @Test
  void queryThreads_haveEndedOnceTheyAreClosed() throws Exception {
    QueryThreads threads =
        new QueryThreads(
            new DatabaseProblems("a test", Optional.empty()), 1, 1, Duration.ofSeconds(60));
    SlowWork work = new SlowWork();
    CompletableFuture<Boolean> result =
        CompletableFuture.supplyAsync(() -> threads.<Boolean>run(work::run));

    work.assertEndedBy(threads::close);

    assertThat(result.join()).isTrue();
  }

  @Test
  void removal_hasEndedOnceItIsClosed() throws Exception {
    SlowWork work = new SlowWork();
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"))) {
      FailingDataSource source =
          new FailingDataSource(
              TestDatabase.SQLITE.fresh().dataSource(directory.path().resolve("store.db")));
      DataSource connections = source.asDataSource();
      try (Database database =
          Database.open(
              "a test",
              new Database.Source(
                  connections, connections, connections, true, Optional.empty(), () -> {}))) {
        source.beforeOpening(
            () -> {
              if (Thread.currentThread().getName().equals("latchkey-store-retention")) {
                work.run();
              }
            });
        Retention removals =
            Retention.start(
                database,
                Duration.ofDays(400),
                Clock.systemUTC(),
                new Retention.Pace(Duration.ZERO, Duration.ofHours(1), Duration.ZERO, 10));

        work.assertEndedBy(removals::close);
      }
    }
  }
}
