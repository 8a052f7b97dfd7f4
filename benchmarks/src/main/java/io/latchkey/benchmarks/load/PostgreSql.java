package io.latchkey.benchmarks.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A PostgreSQL server of the operating system with a new, empty database cluster and its default
 * settings, which flush each commit.
 */
public final class PostgreSql implements AutoCloseable {
  static final String USER = "postgres";

  private static final Path DEBIAN = Path.of("/usr/lib/postgresql");

  private final ServerProcess process;

  private PostgreSql(ServerProcess process) {
    this.process = process;
  }

  /**
   * Starts a server. It does not run as root; root starts it in a user namespace.
   *
   * @return empty if this machine has no PostgreSQL in the folder of Debian
   */
  public static Optional<PostgreSql> start(Path folder) throws IOException, InterruptedException {
    Optional<Path> programs = programs();
    if (programs.isEmpty()) {
      return Optional.empty();
    }
    Path data = Files.createTempDirectory(folder, "postgresql");
    Path log = Files.createTempFile(folder, "postgresql", ".log");
    List<String> initialization = command(programs.get().resolve("initdb"));
    initialization.addAll(
        List.of("-D", data.toString(), "-U", USER, "-A", "trust", "-E", "UTF8", "--no-locale"));
    int status =
        new ProcessBuilder(initialization)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start()
            .waitFor();
    if (status != 0) {
      throw new IOException("initdb failed: " + Files.readString(log));
    }
    int port = ServerProcess.freePort();
    List<String> command = command(programs.get().resolve("postgres"));
    command.addAll(
        List.of(
            "-D",
            data.toString(),
            "-p",
            "" + port,
            "-c",
            "listen_addresses=127.0.0.1",
            "-c",
            "unix_socket_directories="));
    return Optional.of(new PostgreSql(ServerProcess.start(command, Map.of(), port, log)));
  }

  /** The programs of the newest version. */
  private static Optional<Path> programs() throws IOException {
    if (Files.notExists(DEBIAN)) {
      return Optional.empty();
    }
    try (Stream<Path> versions = Files.list(DEBIAN)) {
      return versions
          .map(version -> version.resolve("bin"))
          .filter(programs -> Files.isExecutable(programs.resolve("postgres")))
          .max(Path::compareTo);
    }
  }

  private static List<String> command(Path program) {
    List<String> command = new ArrayList<>();
    if ("root".equals(System.getProperty("user.name"))) {
      command.addAll(List.of("unshare", "-U"));
    }
    command.add(program.toString());
    return command;
  }

  /** The JDBC URL. */
  public String url() {
    return "jdbc:postgresql://127.0.0.1:" + process.port() + "/postgres";
  }

  /** The version, such as {@code PostgreSQL 15.10}. */
  public static String version() throws IOException, InterruptedException {
    return programs().isEmpty()
        ? "none"
        : Tools.output(programs().get().resolve("postgres").toString(), "--version");
  }

  ServerProcess process() {
    return process;
  }

  @Override
  public void close() {
    process.close();
  }
}
