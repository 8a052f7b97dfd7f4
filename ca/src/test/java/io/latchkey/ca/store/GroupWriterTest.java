package io.latchkey.ca.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.latchkey.ca.AuthorityUnavailableException;
import io.latchkey.ca.DataDirectory;
import io.latchkey.ca.caller.OneTimeUse;
import io.latchkey.ca.store.CertificateRow.Caller;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;

@ParameterizedClass
@EachDatabase
class GroupWriterTest {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

  @Parameter TestDatabase kind;
  @TempDir Path temporary;
  private final ExecutorService callers = Executors.newCachedThreadPool();
  private DataDirectory directory;
  private Database database;

  @BeforeEach
  void open() {
    directory = DataDirectory.open(temporary.resolve("data"));
    database = kind.fresh().open(directory);
  }

  @AfterEach
  void close() {
    callers.shutdownNow();
    database.close();
    directory.close();
  }

  /** Keeps the writer busy until the latch opens, so that later writes wait together. */
  private CompletableFuture<Boolean> hold(CountDownLatch latch) {
    CountDownLatch begun = new CountDownLatch(1);
    CompletableFuture<Boolean> held =
        database.submit(
            connection -> {
              begun.countDown();
              awaitQuietly(latch);
              return true;
            });
    awaitQuietly(begun);
    return held;
  }

  @Test
  void badRow_failsAloneInItsGroup() throws Exception {
    assertThat(database.add(row(1, Optional.empty()))).isTrue();
    CountDownLatch latch = new CountDownLatch(1);
    CompletableFuture<Boolean> held = hold(latch);
    List<Future<Boolean>> group = new ArrayList<>();
    // The serial of the first exists already.
    for (int serial : new int[] {1, 2, 3, 4}) {
      group.add(callers.submit(() -> database.add(row(serial, Optional.empty()))));
    }
    awaitWaiting(4);
    latch.countDown();
    assertThat(held.join()).isTrue();

    assertThatThrownBy(() -> group.get(0).get())
        .hasCauseInstanceOf(AuthorityUnavailableException.class);
    for (Future<Boolean> other : group.subList(1, 4)) {
      assertThat(other.get()).isTrue();
    }
    assertThat(count()).isEqualTo(4);
  }

  @Test
  void callerOfAFailedRow_isInsertedAgain() {
    Caller caller = new Caller("psk", "new");
    assertThat(database.add(row(1, Optional.empty()))).isTrue();
    assertThatThrownBy(() -> database.add(rowOf(caller, 1)))
        .isInstanceOf(AuthorityUnavailableException.class);
    // The commit of another write must not make the caller known.
    assertThat(database.<Boolean>write(connection -> true)).isTrue();

    assertThat(database.add(rowOf(caller, 2))).isTrue();

    assertThat(
            number(
                "SELECT COUNT(*) FROM latchkey_certificate c"
                    + " JOIN latchkey_caller k ON k.id = c.caller WHERE k.name = 'new'"))
        .isEqualTo(1);
  }

  private static CertificateRow rowOf(Caller caller, int serial) {
    return CertificateRows.of(caller, serial, NOW, NOW, 1, List.of(), Optional.empty());
  }

  @Test
  void replayWithinOneGroup_isRejected() throws Exception {
    CountDownLatch latch = new CountDownLatch(1);
    CompletableFuture<Boolean> held = hold(latch);
    List<Future<Boolean>> group = new ArrayList<>();
    for (int serial = 1; serial <= 8; serial++) {
      CertificateRow row = row(serial, Optional.of(new OneTimeUse("jti", NOW)));
      group.add(callers.submit(() -> database.add(row)));
    }
    awaitWaiting(8);
    latch.countDown();
    assertThat(held.join()).isTrue();
    int inserted = 0;
    for (Future<Boolean> each : group) {
      inserted += each.get() ? 1 : 0;
    }

    assertThat(inserted).isOne();
    assertThat(count()).isOne();
  }

  @Test
  void manyCallers_getConsecutiveIds() throws Exception {
    List<Future<Boolean>> all =
        IntStream.rangeClosed(1, 500)
            .mapToObj(serial -> callers.submit(() -> database.add(row(serial, Optional.empty()))))
            .toList();
    for (Future<Boolean> each : all) {
      assertThat(each.get()).isTrue();
    }

    assertThat(number("SELECT MAX(id) - MIN(id) + 1 FROM latchkey_certificate")).isEqualTo(500);
    assertThat(number("SELECT COUNT(DISTINCT certificate) FROM latchkey_lookup")).isEqualTo(500);
  }

  @Test
  void interruptedCaller_awaitsCommitAndStaysInterrupted() {
    Thread.currentThread().interrupt();

    boolean added = database.add(row(1, Optional.empty()));

    assertThat(Thread.interrupted()).isTrue();
    assertThat(added).isTrue();
    assertThat(count()).isOne();
  }

  @Test
  void blockedWriter_timesOutWithinThreeSeconds() {
    CountDownLatch latch = new CountDownLatch(1);
    CompletableFuture<Boolean> held = hold(latch);

    assertThatThrownBy(() -> database.add(row(1, Optional.empty())))
        .isInstanceOf(AuthorityUnavailableException.class)
        .hasMessageContaining("did not answer within 2.5 s");

    latch.countDown();
    assertThat(held.join()).isTrue();
    assertThat(database.add(row(2, Optional.empty()))).isTrue();
    // The first row was cancelled after 3 s.
    assertThat(count()).isOne();
  }

  @Test
  void fullQueue_rejectsAtOnce() {
    CountDownLatch latch = new CountDownLatch(1);
    CompletableFuture<Boolean> held = hold(latch);
    for (int i = 0; i < GroupWriter.Limits.DEFAULT.capacity(); i++) {
      CompletableFuture<Boolean> unused = database.submit(connection -> true);
    }

    assertThatThrownBy(() -> database.add(row(1, Optional.empty())))
        .isInstanceOf(AuthorityUnavailableException.class)
        .hasMessageContaining("is overloaded: 1024 writes wait");
    latch.countDown();
    assertThat(held.join()).isTrue();
  }

  @Test
  void close_completesWaitingWrites() throws Exception {
    CountDownLatch latch = new CountDownLatch(1);
    CompletableFuture<Boolean> held = hold(latch);
    CompletableFuture<Integer> waiting =
        database.submit(
            connection -> Sql.update(connection, "DELETE FROM latchkey_write_probe WHERE id = 7"));
    Future<?> closed = callers.submit(database::close);
    await()
        .untilAsserted(
            () ->
                assertThatThrownBy(() -> database.add(row(1, Optional.empty())))
                    .hasMessageContaining("is closed"));
    latch.countDown();
    assertThat(held.join()).isTrue();
    closed.get();

    assertThat(waiting.join()).isZero();
  }

  private void awaitWaiting(int count) {
    await().until(() -> database.waiting() == count);
  }

  private long count() {
    return number("SELECT COUNT(*) FROM latchkey_certificate");
  }

  private long number(String sql) {
    return database.run(connection -> Sql.number(connection, sql));
  }

  private static CertificateRow row(int serial, Optional<OneTimeUse> permission) {
    return CertificateRows.of(
        CertificateRows.WORKER, serial, NOW, NOW, 1, List.of((long) serial), permission);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
