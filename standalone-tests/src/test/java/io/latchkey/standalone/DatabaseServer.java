package io.latchkey.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.base.testing.FreePorts;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A PostgreSQL server that a test stops, suspends and starts again on the same port. */
final class DatabaseServer implements AutoCloseable {
  static final String USER = "postgres";
  private static final Duration START = Duration.ofMinutes(2);

  private final Path data;
  private final int port;
  private Optional<EmbeddedPostgres> running;

  private DatabaseServer(Path data, EmbeddedPostgres running) {
    this.data = data;
    this.port = running.getPort();
    this.running = Optional.of(running);
  }

  /** Starts a server on a free port. */
  static DatabaseServer start(Path data) throws IOException {
    return new DatabaseServer(data, start(data, FreePorts.next()));
  }

  private static EmbeddedPostgres start(Path data, int port) throws IOException {
    return EmbeddedPostgres.builder()
        .setDataDirectory(data)
        .setCleanDataDirectory(false)
        .setPort(port)
        .setPGStartupWait(START)
        .start();
  }

  int port() {
    return port;
  }

  /** The settings of a node that uses this server. */
  Map<String, String> settings() {
    return settings(port);
  }

  /** The settings of a node that uses this server through a proxy. */
  static Map<String, String> settings(int port) {
    Map<String, String> settings = new HashMap<>();
    settings.put("LATCHKEY_JDBC_URL", "jdbc:postgresql://127.0.0.1:" + port + "/" + USER);
    settings.put("LATCHKEY_JDBC_USER", USER);
    return settings;
  }

  /** The certificates of the record in DER, by serial in hex; fails if a serial occurs twice. */
  Map<String, byte[]> certificates() throws SQLException {
    Map<String, byte[]> found = new HashMap<>();
    try (Connection connection = running.orElseThrow().getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT serial, der FROM latchkey_certificate")) {
      while (rows.next()) {
        String serial = new BigInteger(1, rows.getBytes(1)).toString(16);
        assertThat(found.put(serial, rows.getBytes(2))).as(serial).isNull();
      }
    }
    return found;
  }

  void stop() throws IOException {
    running.orElseThrow().close();
    running = Optional.empty();
  }

  void startAgain() throws IOException {
    running = Optional.of(start(data, port));
  }

  /** Sends SIGSTOP to every process of the server: its connections stay open and are silent. */
  void suspend() throws Exception {
    signal("-STOP");
  }

  /** Ends {@link #suspend}. */
  void resume() throws Exception {
    signal("-CONT");
  }

  private void signal(String signal) throws Exception {
    long main = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).get(0));
    ProcessHandle server = ProcessHandle.of(main).orElseThrow();
    List<String> command = new ArrayList<>(List.of("kill", signal));
    Stream.concat(Stream.of(server), server.descendants())
        .map(process -> Long.toString(process.pid()))
        .forEach(command::add);
    assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
  }

  @Override
  public void close() throws IOException {
    if (running.isPresent()) {
      stop();
    }
  }
}
