package io.latchkey.ca.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.latchkey.ca.DataDirectory;
import io.latchkey.ca.caller.OneTimeUse;
import io.latchkey.ca.store.CertificateRow.Caller;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@EachDatabase
@Timeout(600)
@SuppressWarnings("try") // a removal runs until it is closed
class RetentionTest {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  private static final Duration KEEP = Duration.ofDays(400);
  private static final Instant LIMIT = NOW.minus(KEEP);
  private static final Caller WORKER = CertificateRows.WORKER;

  @Parameter TestDatabase kind;
  @TempDir Path temporary;
  private TestDatabase.Fresh fresh;
  private DataDirectory directory;
  private Database database;
  private int serial;

  @BeforeEach
  void open() {
    fresh = kind.fresh();
    directory = DataDirectory.open(temporary.resolve("data"));
    database = fresh.open(directory);
  }

  @AfterEach
  void close() {
    database.close();
    directory.close();
  }

  /** Removes at once and often, in batches of this size. */
  private Retention start(int batch, Instant now) {
    return Retention.start(
        database,
        KEEP,
        Clock.fixed(now, ZoneOffset.UTC),
        new Retention.Pace(Duration.ZERO, Duration.ofMillis(50), Duration.ZERO, batch));
  }

  @Test
  void certificates_areRemovedOnlyAfterLimit() {
    add(LIMIT.minusMillis(1));
    add(LIMIT);
    add(LIMIT.plusMillis(1));
    add(NOW);

    try (Retention retention = start(100, NOW)) {
      awaitCertificates(3);
      // Another certificate that is removed shows that the removal has run again meanwhile.
      add(LIMIT.minusSeconds(1));
      add(NOW);
      awaitCertificates(4);
    }

    assertThat(number("SELECT MIN(not_after) FROM latchkey_certificate"))
        .isEqualTo(LIMIT.toEpochMilli());
  }

  @Test
  void removedCertificate_leavesNoEntryInTheIndex() {
    for (int i = 0; i < 30; i++) {
      add(LIMIT.minusSeconds(i + 1));
    }
    add(NOW);

    try (Retention retention = start(7, NOW)) {
      awaitCertificates(1);
    }

    assertThat(number("SELECT COUNT(*) FROM latchkey_lookup")).isEqualTo(2);
    assertThat(
            number(
                "SELECT COUNT(*) FROM latchkey_lookup l"
                    + " JOIN latchkey_certificate c ON c.id = l.certificate"))
        .isEqualTo(2);
  }

  @Test
  void certificatesOfSeveralBuckets_areRemoved() {
    add(LIMIT.minusSeconds(2));
    add(LIMIT.minusSeconds(1));
    add(NOW);
    assertThat(database.<Integer>write(this::moveToBucketsOfTheirOwn)).isPositive();

    try (Retention retention = start(100, NOW)) {
      awaitCertificates(1);
    }

    assertThat(number("SELECT COUNT(*) FROM latchkey_lookup")).isEqualTo(2);
  }

  /** As if other certificates had been signed in between. */
  private int moveToBucketsOfTheirOwn(Connection connection) throws SQLException {
    long first = Sql.number(connection, "SELECT MIN(id) FROM latchkey_certificate");
    return Sql.update(
            connection,
            "UPDATE latchkey_lookup SET bucket = bucket + certificate - ?,"
                + " certificate = certificate + (certificate - ?) * ?",
            first,
            first,
            LookupTerm.BUCKET)
        + Sql.update(
            connection,
            "UPDATE latchkey_certificate SET id = id + (id - ?) * ?",
            first,
            LookupTerm.BUCKET);
  }

  /** SQLite would assign its id again. */
  @Test
  void newestCertificate_staysUntilNewerOneExists() {
    add(LIMIT.minusSeconds(2));
    add(LIMIT.minusSeconds(1));
    long newest = number("SELECT MAX(id) FROM latchkey_certificate");

    try (Retention retention = start(100, NOW)) {
      awaitCertificates(1);
      add(NOW);
      awaitCertificates(1);
    }

    assertThat(number("SELECT MAX(id) FROM latchkey_certificate")).isGreaterThan(newest);
  }

  /** The clock of the database is right, so that no certificate in use is removed. */
  @Test
  void clockAheadOfServer_removesNothingInUse() {
    if (kind == TestDatabase.SQLITE) {
      return; // has the clock of this host
    }
    Instant today = Instant.now();
    add(today.minus(KEEP).minusSeconds(60));
    add(today);
    add(today.plus(Duration.ofDays(365)));

    try (Retention retention = start(100, today.plus(Duration.ofDays(36_500)))) {
      awaitCertificates(2);
    }

    assertThat(number("SELECT MIN(not_after) FROM latchkey_certificate"))
        .isEqualTo(today.toEpochMilli());
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1})
  void startLongAfterTheLastSignature_removesNothing(long late) {
    if (kind != TestDatabase.SQLITE) {
      return; // has a clock of its own
    }
    add(LIMIT.minusMillis(1));
    add(NOW);
    addEndedTransaction();
    CountingClock clock = new CountingClock(NOW.plus(KEEP).plusMillis(late));

    try (Retention retention =
        Retention.start(
            database,
            KEEP,
            clock,
            new Retention.Pace(Duration.ZERO, Duration.ofMillis(5), Duration.ZERO, 1))) {
      if (late > 0) {
        // Each kind of rows reads the clock, so the thread has removed rows twice if it could.
        long before = clock.readings.get();
        await().until(() -> clock.readings.get() > before + 8);
        assertThat(count()).isEqualTo(2);
        assertThat(transactions()).isEqualTo(1);
        clock.now = NOW;
      }
      awaitCertificates(1);
      await().until(() -> transactions() == 0);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1})
  void clockThatLeapsAhead_removesNothing(long late) {
    if (kind != TestDatabase.SQLITE) {
      return; // has a clock of its own
    }
    add(LIMIT.plus(ClockBound.LARGEST_LEAP).minusMillis(1));
    add(NOW);
    CountingClock clock = new CountingClock(NOW);

    try (Retention retention =
        Retention.start(
            database,
            KEEP,
            clock,
            () -> 0,
            new Retention.Pace(Duration.ZERO, Duration.ofMillis(5), Duration.ZERO, 1))) {
      clock.now = NOW.plus(ClockBound.LARGEST_LEAP).plusMillis(late);
      if (late > 0) {
        long before = clock.readings.get();
        await().until(() -> clock.readings.get() > before + 8);
        assertThat(count()).isEqualTo(2);
        clock.now = NOW.plus(ClockBound.LARGEST_LEAP);
      }
      awaitCertificates(1);
    }
  }

  /** Counts its readings. */
  private static final class CountingClock extends Clock {
    private final AtomicLong readings = new AtomicLong();
    private volatile Instant now;

    private CountingClock(Instant now) {
      this.now = now;
    }

    @Override
    public Instant instant() {
      readings.incrementAndGet();
      return now;
    }

    @Override
    public ZoneOffset getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }
  }

  private long transactions() {
    return number("SELECT COUNT(*) FROM latchkey_cmp_confirmation");
  }

  private void addEndedTransaction() {
    assertThat(
            database.<Integer>write(
                connection ->
                    Sql.update(
                        connection,
                        "INSERT INTO latchkey_cmp_confirmation (transaction_id, sender, serial,"
                            + " request_number, nonce, due_at, ends_at, state)"
                            + " VALUES ('t', 's', '01', 0, 'n', 0, 0, 1)")))
        .isOne();
  }

  @Test
  void signatures_goOnDuringARemoval() {
    int old = 1000;
    for (int i = 0; i < old; i++) {
      add(LIMIT.minusSeconds(i + 1));
    }

    int signed = 0;
    try (Retention retention = start(20, NOW)) {
      while (number("SELECT MIN(not_after) FROM latchkey_certificate") < LIMIT.toEpochMilli()) {
        add(NOW);
        signed++;
      }
    }

    assertThat(signed).isGreaterThan(10);
    assertThat(count()).isEqualTo(signed);
  }

  @Test
  void twoNodes_removeEachRowOnce() {
    if (kind == TestDatabase.SQLITE) {
      return; // a file belongs to one node
    }
    for (int i = 0; i < 200; i++) {
      add(LIMIT.minusSeconds(i + 1));
    }
    add(NOW);

    try (DataDirectory other = DataDirectory.open(temporary.resolve("other"));
        Database second = fresh.open(other);
        Retention here = start(10, NOW);
        Retention there =
            Retention.start(
                second,
                KEEP,
                Clock.fixed(NOW, ZoneOffset.UTC),
                new Retention.Pace(Duration.ZERO, Duration.ofMillis(5), Duration.ZERO, 10))) {
      awaitCertificates(1);
    }
    assertThat(number("SELECT COUNT(*) FROM latchkey_lookup")).isEqualTo(2);
  }

  @Test
  void failedRemoval_isRetriedWithoutBlockingOthers() {
    for (int i = 1; i <= 5; i++) {
      add(LIMIT.minusSeconds(i));
    }
    add(NOW);
    forbidRemovalBefore(LIMIT.minusSeconds(2));

    try (Retention retention = start(2, NOW)) {
      awaitCertificates(4);
      allowRemoval();
      awaitCertificates(1);
    }
  }

  private void forbidRemovalBefore(Instant notAfter) {
    if (kind == TestDatabase.SQLITE) {
      execute(
          ("CREATE TRIGGER kept BEFORE DELETE ON latchkey_certificate WHEN OLD.not_after < %d"
                  + " BEGIN SELECT RAISE(ABORT, 'The row is kept'); END")
              .formatted(notAfter.toEpochMilli()));
      return;
    }
    execute(
        "CREATE FUNCTION kept() RETURNS trigger LANGUAGE plpgsql"
            + " AS 'BEGIN RAISE EXCEPTION ''The row is kept''; END'");
    execute(
        ("CREATE TRIGGER kept BEFORE DELETE ON latchkey_certificate FOR EACH ROW"
                + " WHEN (OLD.not_after < %d) EXECUTE FUNCTION kept()")
            .formatted(notAfter.toEpochMilli()));
  }

  private void allowRemoval() {
    execute("DROP TRIGGER kept" + (kind == TestDatabase.SQLITE ? "" : " ON latchkey_certificate"));
  }

  private void execute(String sql) {
    boolean done =
        database.write(
            connection -> {
              Sql.execute(connection, sql);
              return true;
            });
    assertThat(done).isTrue();
  }

  private void awaitCertificates(int count) {
    await().until(() -> count() == count);
  }

  private long count() {
    return number("SELECT COUNT(*) FROM latchkey_certificate");
  }

  private long number(String sql) {
    return database.run(connection -> Sql.number(connection, sql));
  }

  private void add(Instant notAfter) {
    serial++;
    boolean added =
        database.add(
            CertificateRows.of(
                WORKER,
                serial,
                NOW,
                notAfter,
                1,
                List.of(1L, 1000L + serial),
                Optional.of(new OneTimeUse("id-" + serial, NOW))));
    assertThat(added).isTrue();
  }
}
