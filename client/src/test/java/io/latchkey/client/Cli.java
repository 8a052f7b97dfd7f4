package io.latchkey.client;

import io.latchkey.client.cli.InProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs commands: in this process, which takes less time, or with the jar as a separate process, as
 * a user does.
 */
final class Cli {
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();
  private static final int TIMEOUT_SECONDS = 180;

  private final Path directory;
  private final Path jar;

  Cli(Path directory) {
    this(directory, Path.of(System.getProperty("latchkey.cli.jar")));
  }

  Cli(Path directory, Path jar) {
    this.directory = directory;
    this.jar = jar;
  }

  /** The exit code and the output. */
  record Result(int code, String out, String err) {
    /** The one line on stderr. */
    String complaint() {
      List<String> lines = err.lines().toList();
      if (lines.size() != 1) {
        throw new AssertionError("not one line on stderr but " + lines);
      }
      return lines.get(0);
    }
  }

  /** Runs the command in this process, with this process's environment. */
  static Result run(String... arguments) {
    InProcess process = new InProcess();
    int code = process.run(arguments);
    return new Result(code, process.out(), process.err());
  }

  /** Runs the jar and waits for its end. */
  Result runJar(String... arguments) throws IOException, InterruptedException {
    return runJar(Map.of(), List.of(), arguments);
  }

  /**
   * Runs the jar and waits for its end.
   *
   * @param prefix what runs java, such as a shell that sets limits
   */
  Result runJar(Map<String, String> environment, List<String> prefix, String... arguments)
      throws IOException, InterruptedException {
    Process process = start(environment, prefix, arguments);
    if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("still running after " + TIMEOUT_SECONDS + " s");
    }
    return new Result(process.exitValue(), out(), err());
  }

  /** Starts the jar, without any input. */
  Process start(Map<String, String> environment, List<String> prefix, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(prefix);
    // The process ends before the optimizing compiler and the verification of bytecode pay off.
    command.addAll(
        List.of(
            JAVA,
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-XX:-UsePerfData",
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:-BytecodeVerificationRemote",
            "-jar",
            jar.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(directory.resolve("stdout").toFile())
            .redirectError(directory.resolve("stderr").toFile());
    builder.environment().remove("LATCHKEY_PSK");
    builder.environment().remove("LATCHKEY_URL");
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.environment().putAll(environment);
    return builder.start();
  }

  String out() throws IOException {
    return Files.readString(directory.resolve("stdout"), StandardCharsets.UTF_8);
  }

  String err() throws IOException {
    return Files.readString(directory.resolve("stderr"), StandardCharsets.UTF_8);
  }
}
