package io.latchkey.ca.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.latchkey.ca.AuthorityUnavailableException;
import io.latchkey.ca.DataDirectory;
import io.latchkey.ca.caller.CallerIdentity;
import io.latchkey.ca.caller.OneTimeUse;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An error of the Java runtime does not end a thread of the store. */
class StoreErrorTest {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  private static final Duration KEEP = Duration.ofDays(400);
  private static final GroupWriter.Limits LIMITS =
      new GroupWriter.Limits(16, Duration.ofSeconds(60), Duration.ofMillis(10));
  private final Error error = new NoClassDefFoundError("as the test wants it");
  private final SQLException outage = new SQLException("as the test wants it", "53100");

  @TempDir Path temporary;
  private DataDirectory directory;
  private FailingDataSource failing;
  private Database database;

  @BeforeEach
  void open() {
    directory = DataDirectory.open(temporary.resolve("data"));
    failing =
        new FailingDataSource(
            TestDatabase.SQLITE.fresh().dataSource(directory.path().resolve("store.db")));
    DataSource source = failing.asDataSource();
    database =
        Database.open(
            "a test",
            new Database.Source(source, source, source, true, Optional.empty(), () -> {}),
            LIMITS);
  }

  @AfterEach
  void close() {
    database.close();
    directory.close();
  }

  private boolean isHealthy() {
    try {
      return database.clock() > 0;
    } catch (AuthorityUnavailableException e) {
      return false;
    }
  }

  private void failWithOutage() {
    assertThatThrownBy(
            () ->
                database.write(
                    connection -> {
                      throw outage;
                    }))
        .isInstanceOf(AuthorityUnavailableException.class);
  }

  @Test
  void errorOfProbe_doesNotEndTheWriter() {
    assertThat(database.<Boolean>write(connection -> true)).isTrue();
    failing.failToOpen(error);
    failWithOutage();
    await().until(() -> failing.failures() > 1);
    assertThatThrownBy(database::clock).hasMessageContaining("no space left");

    failing.work();

    await().until(this::isHealthy);
    assertThat(database.<Boolean>write(connection -> true)).isTrue();
  }

  /** The failure occurs after that of the write, outside of all that the write itself catches. */
  @Test
  void errorAfterWrite_doesNotEndTheWriter() {
    assertThat(database.<Boolean>write(connection -> true)).isTrue();
    failing.failToClose(error);

    failWithOutage();

    assertThat(failing.failures()).isPositive();
    failing.work();
    await().until(this::isHealthy);
    assertThat(database.<Boolean>write(connection -> true)).isTrue();
  }

  @Test
  void closedWriter_isUnavailable() {
    database.close();

    assertThatThrownBy(database::clock)
        .isInstanceOf(AuthorityUnavailableException.class)
        .hasMessage("The certificate store in a test is closed");
  }

  /** The writer decides about the permission once it can write again. */
  @Test
  void permission_isNotKnownAsUsedWithoutStore() {
    OneTimeUses uses = new OneTimeUses(database, Clock.fixed(NOW, ZoneOffset.UTC));
    CallerIdentity caller = new CallerIdentity("psk", "worker");
    OneTimeUse permission = new OneTimeUse("once", NOW.plusSeconds(600));
    assertThat(uses.use(caller, permission, NOW)).isTrue();
    assertThat(uses.isKnownAsUsed(caller, permission)).isTrue();

    failing.failToOpen(outage);
    failWithOutage();

    assertThat(uses.isKnownAsUsed(caller, permission)).isFalse();
  }

  @Test
  void errorOfRemoval_doesNotEndRemovals() {
    try (Retention removals =
        Retention.start(
            database,
            KEEP,
            Clock.fixed(NOW, ZoneOffset.UTC),
            new Retention.Pace(Duration.ZERO, Duration.ofMillis(10), Duration.ZERO, 10))) {
      assertThat(database.<Boolean>write(connection -> true)).isTrue();
      failing.failToOpen(error);
      add(1, NOW.minus(KEEP).minusSeconds(1));
      add(2, NOW);
      // A removal has four kinds of rows.
      await().until(() -> failing.failures() > 4);
      failing.work();

      await().until(() -> count() == 1);
      assertThat(removals).isNotNull();
    }
  }

  private long count() {
    return database.run(
        connection -> Sql.number(connection, "SELECT COUNT(*) FROM latchkey_certificate"));
  }

  private void add(int serial, Instant notAfter) {
    assertThat(
            database.add(
                CertificateRows.of(
                    CertificateRows.WORKER,
                    serial,
                    NOW,
                    notAfter,
                    1,
                    List.of((long) serial),
                    Optional.empty())))
        .isTrue();
  }
}
