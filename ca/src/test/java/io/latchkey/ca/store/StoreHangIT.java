package io.latchkey.ca.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.latchkey.ca.AuthorityUnavailableException;
import io.latchkey.ca.DataDirectory;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A database server that hangs without end holds no caller, and is used again afterwards. Each
 * caller gets an exception after 2.5 s at most.
 */
@Timeout(600)
class StoreHangIT {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  private static final Duration LEASE = Duration.ofSeconds(3);
  private static final String LOCK_REVOCATIONS =
      "UPDATE latchkey_revocation_state SET changes = changes";
  private static final String TOO_SLOW = "did not answer within 2.5 s";

  @TempDir Path temporary;
  private final AtomicInteger serials = new AtomicInteger();
  private final TestDatabase.Fresh fresh = TestDatabase.NEWEST_POSTGRESQL.fresh();
  private StallingProxy proxy;

  @BeforeEach
  void startProxy() throws Exception {
    proxy = new StallingProxy(TestDatabase.NEWEST_POSTGRESQL.server().getPort());
  }

  @AfterEach
  void stopProxy() throws Exception {
    proxy.close();
  }

  private String url() {
    String path = fresh.url().orElseThrow().replaceFirst(".*/", "/");
    return "jdbc:postgresql://127.0.0.1:" + proxy.port() + path;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "?socketTimeout=0&connectTimeout=0&loginTimeout=0", "?socketTimeout=600"})
  void hangingServer_holdsCallersForBoundedTime(String parameters) throws Exception {
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"));
        Database database =
            Databases.at(
                directory, url() + parameters, Optional.of("postgres"), Optional.empty())) {
      checkHang(database);
      // The writer has noticed the failure, so that later callers do not wait at all.
      await()
          .untilAsserted(
              () ->
                  assertThatThrownBy(() -> add(database))
                      .isInstanceOf(AuthorityUnavailableException.class)
                      .hasMessageNotContaining(TOO_SLOW));
      checkRecovery(database);
    }
  }

  @Test
  void dataSourceWithoutTimeouts_holdsNoCallerLonger() throws Exception {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(url());
    source.setUser("postgres");
    try (Database database = Databases.of(source)) {
      checkHang(database);
      checkRecovery(database);
    }
  }

  /** A pool whose connections are all in use, and that waits for one without a limit. */
  @Test
  void hangingDataSource_doesNotBlockCallers() throws Exception {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(url());
    source.setUser("postgres");
    AtomicReference<CountDownLatch> gate = new AtomicReference<>(new CountDownLatch(0));
    DataSource gated =
        (DataSource)
            Proxy.newProxyInstance(
                DataSource.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (self, method, arguments) -> {
                  gate.get().await();
                  return method.invoke(source, arguments);
                });
    try (Database database = Databases.of(gated)) {
      assertThat(add(database)).isTrue();
      gate.set(new CountDownLatch(1));

      assertUnavailable(() -> add(database));
      assertUnavailable(database::clock);

      gate.get().countDown();
      await().until(() -> isHealthy(database));
      assertThat(add(database)).isTrue();
    }
  }

  private void checkHang(Database database) throws Exception {
    assertThat(add(database)).isTrue();
    proxy.stall();

    // More than there are threads and connections.
    List<CompletableFuture<Throwable>> callers =
        Stream.concat(
                Stream.generate(() -> caller(() -> add(database))).limit(20),
                Stream.generate(() -> caller(database::clock)).limit(20))
            .toList();
    for (CompletableFuture<Throwable> each : callers) {
      assertThat(each.get()).isInstanceOf(AuthorityUnavailableException.class);
    }
  }

  private void checkRecovery(Database database) throws Exception {
    proxy.resume();
    await().until(() -> isHealthy(database));
    assertThat(add(database)).isTrue();
  }

  /** A thread of its own for each caller, as a server has it. */
  private static CompletableFuture<Throwable> caller(ThrowingCallable call) {
    CompletableFuture<Throwable> thrown = new CompletableFuture<>();
    Thread thread = new Thread(() -> thrown.complete(catchThrowable(call)));
    thread.setDaemon(true);
    thread.start();
    return thrown;
  }

  @Test
  void lockedTable_leavesNoWaitingStatementOnServer() throws Exception {
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"));
        Database database = fresh.open(directory);
        Connection other = fresh.dataSource(temporary).getConnection();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("LOCK TABLE latchkey_certificate IN ACCESS EXCLUSIVE MODE");

      assertUnavailable(() -> add(database));
      assertUnavailable(() -> count(database));
      await().until(() -> waitingStatements(statement) == 0);

      other.rollback();
      await().until(() -> isHealthy(database));
      assertThat(add(database)).isTrue();
    }
  }

  @Test
  void lockedRevocations_doNotStopSignatures() throws Exception {
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"));
        Database database = fresh.open(directory);
        Connection other = fresh.dataSource(temporary).getConnection();
        Statement statement = other.createStatement()) {
      RevocationStore store = new RevocationStore(database);
      assertThat(store.claim(0, NOW, LEASE)).isTrue();
      other.setAutoCommit(false);
      statement.execute(LOCK_REVOCATIONS);

      assertThat(store.claim(0, NOW.plus(LEASE), LEASE)).as("does not wait").isFalse();
      Throwable waiting = catchThrowable(() -> store.publish(0, 1, 0, List.of()));

      assertThat(waiting).hasMessageContaining("did not answer within 2.5 s");
      assertThat(add(database)).isTrue();
      assertThat(isHealthy(database)).isTrue();
      other.rollback();
      assertThat(store.claim(0, NOW.plus(LEASE), LEASE)).isTrue();
    }
  }

  /** As if the process of the first node were suspended in a transaction. */
  @Test
  void stalledTransaction_losesLocksAndIsRepeated() throws Exception {
    CountDownLatch locked = new CountDownLatch(1);
    CountDownLatch resumed = new CountDownLatch(1);
    AtomicInteger runs = new AtomicInteger();
    try (DataDirectory one = DataDirectory.open(temporary.resolve("one"));
        DataDirectory two = DataDirectory.open(temporary.resolve("two"));
        Database first = fresh.open(one);
        Database second = fresh.open(two)) {
      assertThat(new RevocationStore(first).claim(0, NOW, LEASE)).isTrue();
      CompletableFuture<Integer> stalled =
          first.submit(
              connection -> {
                int changed = Sql.update(connection, LOCK_REVOCATIONS);
                if (runs.incrementAndGet() == 1) {
                  locked.countDown();
                  awaitQuietly(resumed);
                }
                return changed + Sql.update(connection, LOCK_REVOCATIONS);
              });
      locked.await();

      await().until(() -> canLock(second));

      resumed.countDown();
      assertThat(stalled.get()).isEqualTo(2);
      assertThat(runs).hasValue(2);
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean canLock(Database database) {
    try {
      return database.<Integer>write(connection -> Sql.update(connection, LOCK_REVOCATIONS)) == 1;
    } catch (AuthorityUnavailableException e) {
      return false;
    }
  }

  private static int waitingStatements(Statement statement) throws SQLException {
    try (var row =
        statement.executeQuery(
            "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database()"
                + " AND wait_event_type = 'Lock'")) {
      row.next();
      return row.getInt(1);
    }
  }

  @Test
  void slowBackgroundQuery_isNotEnded() {
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"));
        Database database = fresh.open(directory)) {
      assertThat(database.<Boolean>runPatiently(connection -> sleepOnServer(connection, 4)))
          .isTrue();
      assertThatThrownBy(() -> database.<Boolean>run(connection -> sleepOnServer(connection, 4)))
          .isInstanceOf(AuthorityUnavailableException.class)
          .hasMessageContaining(TOO_SLOW);
    }
  }

  private static boolean sleepOnServer(Connection connection, int seconds) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return statement.execute("SELECT pg_sleep(" + seconds + ")");
    }
  }

  private static void assertUnavailable(ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(AuthorityUnavailableException.class);
  }

  private static boolean isHealthy(Database database) {
    try {
      return database.clock() > 0;
    } catch (AuthorityUnavailableException e) {
      return false;
    }
  }

  private static long count(Database database) {
    return database.run(
        connection -> Sql.number(connection, "SELECT COUNT(*) FROM latchkey_certificate"));
  }

  private boolean add(Database database) {
    return database.add(CertificateRows.of(serials.incrementAndGet(), NOW, 700));
  }
}
