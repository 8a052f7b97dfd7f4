package io.latchkey.ca.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.latchkey.base.testing.FreePorts;
import io.latchkey.ca.AuthorityUnavailableException;
import io.latchkey.ca.DataDirectory;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store whose PostgreSQL server stops or ends a connection continues by itself. */
class PostgresqlOutageIT {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

  @TempDir Path temporary;
  private final AtomicInteger serials = new AtomicInteger();

  @Test
  void stoppedPostgresql_isUsedAgainAfterRestart() throws Exception {
    Path data = temporary.resolve("server");
    EmbeddedPostgres first = TestDatabase.NEWEST_POSTGRESQL.start(data, FreePorts.next());
    int port = first.getPort();
    String url = "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(port);
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"));
        Database database =
            Databases.at(directory, url, Optional.of("postgres"), Optional.empty())) {
      assertThat(add(database)).isTrue();
      first.close();

      assertThatThrownBy(() -> add(database))
          .isInstanceOf(AuthorityUnavailableException.class)
          .hasMessageContaining("cannot be reached; check that the database runs");
      assertThat(isHealthy(database)).isFalse();

      try (EmbeddedPostgres second = TestDatabase.NEWEST_POSTGRESQL.start(data, port)) {
        assertThat(second.getPort()).isEqualTo(port);
        await().until(() -> isHealthy(database));
        assertThat(add(database)).isTrue();
        assertThat(count(database)).isEqualTo(2);
      }
    }
  }

  @Test
  void connectionEndedByServer_isReplacedWithoutError() {
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"));
        Database database = TestDatabase.NEWEST_POSTGRESQL.fresh().open(directory)) {
      assertThat(add(database)).isTrue();

      assertThat(
              database.<Long>run(
                  connection ->
                      Sql.number(
                          connection,
                          "SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity"
                              + " WHERE datname = current_database()"
                              + " AND pid <> pg_backend_pid()")))
          .isPositive();

      assertThat(add(database)).isTrue();
    }
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
