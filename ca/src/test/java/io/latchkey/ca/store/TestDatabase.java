package io.latchkey.ca.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.latchkey.base.testing.FreePorts;
import io.latchkey.ca.DataDirectory;
import io.latchkey.ca.authority.CertificateAuthorityBuilder;
import io.latchkey.ca.authority.TestBuilder;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.sqlite.SQLiteDataSource;

/** The databases that the store's tests run on. PostgreSQL is started once for all tests. */
public enum TestDatabase {
  SQLITE,
  OLDEST_POSTGRESQL,
  NEWEST_POSTGRESQL;

  private static final Map<TestDatabase, EmbeddedPostgres> SERVERS = new ConcurrentHashMap<>();
  private static final Duration START = Duration.ofMinutes(2);
  private static final AtomicInteger NAMES = new AtomicInteger();

  /** The databases in the system property {@code latchkey.tests.databases}; default: all. */
  public static Stream<TestDatabase> ofThisRun() {
    String names = System.getProperty("latchkey.tests.databases", "");
    return names.isEmpty()
        ? Stream.of(values())
        : Stream.of(names.split(",", -1)).map(TestDatabase::valueOf);
  }

  /** An empty database. */
  public Fresh fresh() {
    return new Fresh(this == SQLITE ? Optional.empty() : Optional.of(newUrl()));
  }

  /**
   * A database of its own for one test.
   *
   * @param url empty for the embedded database
   */
  public record Fresh(Optional<String> url) {
    /** Opens the database without a CA. */
    public Database open(DataDirectory directory) {
      return url.map(at -> Databases.at(directory, at, Optional.of("postgres"), Optional.empty()))
          .orElseGet(() -> Databases.embedded(directory));
    }

    /** A data source without a pool, as an application may have it. */
    public DataSource dataSource(Path file) {
      if (url.isPresent()) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url.get());
        source.setUser("postgres");
        return source;
      }
      SQLiteDataSource source = new SQLiteDataSource();
      source.setUrl("jdbc:sqlite:" + file);
      return source;
    }

    /**
     * Sets the clock of a PostgreSQL database, for connections that are opened from now on: its
     * {@code clock_timestamp()} precedes that of PostgreSQL. Later calls move it for all of them.
     */
    public void setTime(Instant time) {
      if (url.isEmpty()) {
        return;
      }
      String name = url.get().replaceFirst(".*/", "");
      try (Connection connection = dataSource(Path.of("unused")).getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute(
            """
            CREATE TABLE IF NOT EXISTS public.test_clock (instant TIMESTAMPTZ);
            CREATE OR REPLACE FUNCTION public.clock_timestamp() RETURNS TIMESTAMPTZ
              LANGUAGE sql AS 'SELECT instant FROM public.test_clock';
            DELETE FROM public.test_clock;
            INSERT INTO public.test_clock VALUES ('%s');
            ALTER DATABASE %s SET search_path = public, pg_catalog;
            """
                .formatted(time, name));
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }

    public CertificateAuthorityBuilder builder(DataDirectory directory) {
      CertificateAuthorityBuilder builder = TestBuilder.of(directory);
      return url.map(at -> builder.jdbc(at, Optional.of("postgres"), Optional.empty()))
          .orElse(builder);
    }
  }

  private String newUrl() {
    String name = "store" + NAMES.incrementAndGet();
    EmbeddedPostgres server = server();
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(server.getPort(), name);
  }

  EmbeddedPostgres server() {
    return SERVERS.computeIfAbsent(this, TestDatabase::start);
  }

  private EmbeddedPostgres start() {
    try {
      return builder().start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A server of its own, for a test that stops and starts it. */
  EmbeddedPostgres start(Path data, int port) throws IOException {
    return builder().setDataDirectory(data).setCleanDataDirectory(false).setPort(port).start();
  }

  private EmbeddedPostgres.Builder builder() {
    String folder = this == OLDEST_POSTGRESQL ? "oldest" : "newest";
    Path program = Path.of("target/postgresql", folder, "postgres-linux-x86_64.txz");
    boolean usable =
        "amd64".equals(System.getProperty("os.arch"))
            && "Linux".equals(System.getProperty("os.name"));
    if (!usable && !"true".equals(System.getenv("CI"))) {
      abort("The tests have PostgreSQL for Linux on amd64 only");
    }
    assertThat(program).exists();
    return EmbeddedPostgres.builder()
        .setPort(FreePorts.next())
        .setPGStartupWait(START)
        .setPgBinaryResolver((system, machine) -> Files.newInputStream(program));
  }
}
