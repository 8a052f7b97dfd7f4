package io.latchkey.ca.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

import io.latchkey.ca.AuthorityUnavailableException;
import io.latchkey.ca.DataDirectory;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store that fails as a whole rejects writes, says why, and continues by itself. */
class StoreOutageTest {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

  @TempDir Path temporary;
  private final AtomicInteger serials = new AtomicInteger();

  @Test
  void fullDatabase_isReadableAndWritableAgainAfterwards() {
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"));
        Database database = Databases.embedded(directory)) {
      assertThat(add(database)).isTrue();
      // The limit holds until the writer closes this connection.
      assertThat(database.<Boolean>write(StoreOutageTest::limitPages)).isTrue();

      assertThatThrownBy(() -> addLarge(database))
          .isInstanceOf(AuthorityUnavailableException.class)
          .hasMessageStartingWith("The certificate store in file ")
          .hasMessageContaining("latchkey.db has no space left on file system ")
          .hasMessageContaining("KiB free of ");

      await().until(() -> isHealthy(database));
      assertThat(addLarge(database)).isTrue();
    }
  }

  private static boolean limitPages(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return statement.execute("PRAGMA max_page_count = 1");
    }
  }

  @Test
  void fullDisk_failsWritesAndReadinessUntilFreed() throws Exception {
    try (Disk disk = Disk.mount(temporary.resolve("disk"));
        DataDirectory directory = DataDirectory.open(disk.path().resolve("data"));
        Database database = Databases.embedded(directory)) {
      assertThat(add(database)).isTrue();
      Path filler = disk.fill();

      assertThatThrownBy(() -> addUntilItFails(database))
          .isInstanceOf(AuthorityUnavailableException.class)
          .hasMessageContaining("has no space left on file system")
          .hasMessageContaining("tmpfs");
      assertThatThrownBy(database::clock).hasMessageContaining("has no space left");
      long kept = count(database);

      Files.delete(filler);
      await().until(() -> isHealthy(database));
      assertThat(add(database)).isTrue();
      assertThat(count(database)).isEqualTo(kept + 1);
    }
  }

  @Test
  void firstStartOnFullDisk_leavesNoFiles() throws Exception {
    try (Disk disk = Disk.mount(temporary.resolve("disk"));
        DataDirectory directory = DataDirectory.open(disk.path().resolve("data"))) {
      Path filler = disk.fill();

      assertThatThrownBy(() -> Databases.embedded(directory))
          .isInstanceOf(AuthorityUnavailableException.class)
          .hasMessageContaining("no space left");
      try (Stream<Path> files = Files.list(directory.path())) {
        assertThat(files.map(file -> file.getFileName().toString()))
            .containsExactly("latchkey.lock");
      }

      Files.delete(filler);
      try (Database database = Databases.embedded(directory)) {
        assertThat(add(database)).isTrue();
      }
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
    return database.add(row(700));
  }

  private boolean addLarge(Database database) {
    return database.add(row(500_000));
  }

  private void addUntilItFails(Database database) {
    for (int i = 0; i < 1000; i++) {
      boolean unused = addLarge(database);
    }
  }

  private CertificateRow row(int size) {
    return CertificateRows.of(serials.incrementAndGet(), NOW, size);
  }

  /** A small file system in memory, which only root can mount. */
  private record Disk(Path path) implements AutoCloseable {
    static Disk mount(Path path) throws Exception {
      Files.createDirectories(path);
      Process mount =
          new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", path.toString())
              .redirectErrorStream(true)
              .start();
      if (mount.waitFor() != 0) {
        abort(
            "A file system can be mounted by root only: "
                + new String(mount.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
      }
      return new Disk(path);
    }

    Path fill() throws IOException {
      Path filler = path.resolve("filler");
      byte[] block = new byte[4096];
      try (OutputStream out = Files.newOutputStream(filler)) {
        while (true) {
          out.write(block);
        }
      } catch (IOException e) {
        return filler;
      }
    }

    @Override
    public void close() throws IOException {
      Process unmounted =
          new ProcessBuilder("umount", "-l", path.toString()).start().onExit().join();
      assertThat(unmounted.exitValue()).isZero();
    }
  }
}
