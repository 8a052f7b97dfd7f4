package io.latchkey.standalone;

import static org.awaitility.Awaitility.await;

import io.latchkey.client.cli.InProcess;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The server of the WAR in a process of its own. Files contain the output of the process.
 *
 * <p>Most tests start the server from {@link UnpackedServer}, which takes less CPU time than {@code
 * java -jar latchkey.war}. Tests of the first start, the command line and the stop use the WAR.
 */
final class LatchkeyProcess implements AutoCloseable {
  static final Path WAR =
      Path.of("..", "sample-war", "target", "latchkey.war").toAbsolutePath().normalize();
  static final Path OUTPUT = Path.of("target", "process-output");

  private static final Pattern URL = Pattern.compile("https?://[^\\s,]+");
  private static final Pattern FINGERPRINT = Pattern.compile("(?:[0-9A-F]{2}:){31}[0-9A-F]{2}");
  private static final AtomicInteger COUNT = new AtomicInteger();

  private final Process process;
  private final Path stdout;
  private final Path stderr;

  private LatchkeyProcess(Process process, Path stdout, Path stderr) {
    this.process = process;
    this.stdout = stdout;
    this.stderr = stderr;
  }

  /**
   * Starts the server on a free port of the loopback interface, and waits until it is ready. The
   * flag {@code --host} selects other interfaces.
   */
  static LatchkeyProcess start(Path dataDirectory, String... flags) {
    return start(Map.of(), dataDirectory, flags);
  }

  /** The same with more environment variables. */
  static LatchkeyProcess start(Map<String, String> env, Path dataDirectory, String... flags) {
    return ready(launch(env, arguments(dataDirectory, flags)), dataDirectory);
  }

  /** Does the same with {@code java -jar latchkey.war}. */
  static LatchkeyProcess startWar(Map<String, String> env, Path dataDirectory, String... flags) {
    return ready(launchWar(env, arguments(dataDirectory, flags)), dataDirectory);
  }

  private static String[] arguments(Path dataDirectory, String... flags) {
    List<String> arguments =
        new ArrayList<>(List.of("--port", "0", "--data-dir", dataDirectory.toString()));
    arguments.addAll(List.of(flags));
    if (!arguments.contains("--host")) {
      arguments.addAll(List.of("--host", "localhost"));
    }
    return arguments.toArray(String[]::new);
  }

  private static LatchkeyProcess ready(LatchkeyProcess started, Path dataDirectory) {
    started.awaitReady();
    for (String secret : List.of("psk", "ca.pass")) {
      Path file = dataDirectory.resolve(secret);
      if (Files.exists(file)) {
        KnownSecrets.add(read(file).strip());
      }
    }
    return started;
  }

  /** Starts the server with these arguments and no others, and waits for nothing. */
  static LatchkeyProcess launch(Map<String, String> environment, String... arguments) {
    return run(environment, UnpackedServer.command(arguments));
  }

  /** Does the same with {@code java -jar latchkey.war}. */
  static LatchkeyProcess launchWar(Map<String, String> environment, String... arguments) {
    List<String> command = java("-jar", WAR.toString());
    command.addAll(List.of(arguments));
    return run(environment, command);
  }

  /** Runs any command, with its output in files too. */
  static LatchkeyProcess run(Map<String, String> environment, List<String> command) {
    try {
      Files.createDirectories(OUTPUT);
      String name = "%d-%03d".formatted(ProcessHandle.current().pid(), COUNT.incrementAndGet());
      File stdout = OUTPUT.resolve(name + ".stdout").toFile();
      File stderr = OUTPUT.resolve(name + ".stderr").toFile();
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().keySet().removeIf(variable -> variable.startsWith("LATCHKEY_"));
      builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
      builder.environment().putAll(environment);
      Process process = builder.redirectOutput(stdout).redirectError(stderr).start();
      return new LatchkeyProcess(process, stdout.toPath(), stderr.toPath());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The command that runs Java with these arguments. The process ends within seconds, before the
   * optimizing compiler and the verification of bytecode pay off.
   */
  static List<String> java(String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:-BytecodeVerificationRemote"));
    command.addAll(List.of(arguments));
    return command;
  }

  /** The command that runs the command line {@code latchkey} with these arguments. */
  static List<String> cli(String... arguments) {
    List<String> command =
        java("-cp", System.getProperty("java.class.path"), "io.latchkey.client.cli.Latchkey");
    command.addAll(List.of(arguments));
    return command;
  }

  /**
   * Runs the command line in this process with a pre-shared key on this server, and returns its
   * output.
   *
   * @throws AssertionError if the command fails
   */
  String latchkey(String psk, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--psk", psk, "--url", url()));
    InProcess command = new InProcess();
    if (command.run(all.toArray(String[]::new)) != 0) {
      throw new AssertionError("the command fails: " + command.err());
    }
    return command.out();
  }

  /** Waits for the line with which the standalone server says that it is ready. */
  void awaitReady() {
    awaitOutput(LatchkeyProcess::isReady);
  }

  /** Waits for the first line of a process that is no standalone server. */
  void awaitLine() {
    awaitOutput(stdout -> stdout.endsWith("\n"));
  }

  private void awaitOutput(Predicate<String> complete) {
    await()
        .pollInterval(Duration.ofMillis(20))
        .until(() -> complete.test(stdout()) || !process.isAlive());
    if (!process.isAlive()) {
      throw new AssertionError("the process has ended: " + stderr());
    }
  }

  /** The Java runtime may have written warnings before. */
  private static boolean isReady(String stdout) {
    return stdout.contains("Latchkey is ready") && stdout.endsWith("\n");
  }

  String url() {
    return found(URL);
  }

  String fingerprint() {
    return found(FINGERPRINT);
  }

  private String found(Pattern pattern) {
    Matcher matcher = pattern.matcher(stdout());
    if (!matcher.find()) {
      throw new AssertionError("no " + pattern + " in: " + stdout());
    }
    return matcher.group();
  }

  String stdout() {
    return read(stdout);
  }

  String stderr() {
    return read(stderr);
  }

  /** Writes an empty line to the standard input of the process. */
  void writeLine() throws IOException {
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Sends SIGTERM and returns at once. */
  void terminate() {
    process.destroy();
  }

  /** Sends SIGKILL and waits for the end. */
  void kill() {
    process.destroyForcibly();
    exitStatus();
  }

  /** Waits for the end. */
  int exitStatus() {
    try {
      if (!process.waitFor(180, TimeUnit.SECONDS)) {
        throw new AssertionError("the process does not end");
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    exitStatus();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
