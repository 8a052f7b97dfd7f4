package io.latchkey.ca.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.ca.AuthorityUnavailableException;
import io.latchkey.ca.DataDirectory;
import io.latchkey.ca.certificate.CertificateQuery;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Queries of one kind that occupy all their threads do not hold up those of another kind. */
class QueryThreadsIT {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

  /** As many as the pool has connections. */
  private static final int MANY = Databases.POOL_SIZE;

  @TempDir Path temporary;
  private final CountDownLatch end = new CountDownLatch(1);
  private final ExecutorService callers = Executors.newCachedThreadPool();
  private DataDirectory directory;
  private Database database;

  @BeforeEach
  void open() {
    directory = DataDirectory.open(temporary.resolve("data"));
    database = TestDatabase.NEWEST_POSTGRESQL.fresh().open(directory);
  }

  @AfterEach
  void close() {
    end.countDown();
    callers.shutdown();
    database.close();
    directory.close();
  }

  /** Occupies all threads of a kind of queries, until the end of the test. */
  private void occupy(int threads, Function<Database.Work<Boolean>, Boolean> kind)
      throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(threads);
    for (int i = 0; i < MANY; i++) {
      var unused = callers.submit(() -> kind.apply(connection -> hold(begun)));
    }
    begun.await();
  }

  /** A query whose caller has given up is interrupted; a driver that hangs does not notice. */
  private boolean hold(CountDownLatch begun) {
    begun.countDown();
    while (true) {
      try {
        end.await();
        return true;
      } catch (InterruptedException e) {
        // As a driver that hangs.
      }
    }
  }

  @Test
  void pages_keepNoThreadFromOtherQueries() throws Exception {
    occupy(2, database::runPage);

    assertThatThrownBy(
            () ->
                new CertificateStore(database, Clock.fixed(NOW, ZoneOffset.UTC))
                    .list(CertificateQuery.newest(1), NOW))
        .isInstanceOf(AuthorityUnavailableException.class);
    assertThat(new CertificateStore(database, Clock.fixed(NOW, ZoneOffset.UTC)).find("12"))
        .isEmpty();
    assertThat(database.<Boolean>write(connection -> true)).isTrue();
    assertThat(new RevocationStore(database).state().changes()).isZero();
  }

  @Test
  void queriesOfRequests_doNotDelayRevocations() throws Exception {
    occupy(2, database::runPage);
    occupy(4, database::run);

    assertThatThrownBy(
            () -> new CertificateStore(database, Clock.fixed(NOW, ZoneOffset.UTC)).find("12"))
        .isInstanceOf(AuthorityUnavailableException.class);
    assertThat(new RevocationStore(database).state().changes()).isZero();
    assertThat(new RevocationStore(database).changesFrom(0).list()).isEmpty();
    assertThat(database.<Boolean>write(connection -> true)).isTrue();
  }
}
