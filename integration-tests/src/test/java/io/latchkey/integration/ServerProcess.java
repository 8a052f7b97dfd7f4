package io.latchkey.integration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** The process of a server. Its output is written to a file. */
final class ServerProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /**
   * Options for processes that live for seconds: no optimizing compiler and no verification of
   * bytecode. Each full garbage collection clears soft references of the JDK's caches, so that they
   * do not count as leaks.
   */
  static final String SHORT_LIVED =
      "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:SoftRefLRUPolicyMSPerMB=0"
          + " -XX:+UnlockDiagnosticVMOptions -XX:-BytecodeVerificationRemote";

  /**
   * Options for a server that deploys many applications, in addition to {@link #SHORT_LIVED}: as in
   * this process, the optimizing compiler compiles the hottest methods. Each application derives a
   * key.
   */
  static final String WITH_MANY_APPLICATIONS =
      Stream.concat(
              Stream.of("-XX:TieredStopAtLevel=4"),
              ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                  .filter(option -> option.matches("-XX:(Tier4|CompileCommand).*")))
          .collect(Collectors.joining(" "));

  private final Process process;
  private final Path output;

  private ServerProcess(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /** Starts a command with this JDK and without the settings of this process. */
  static ServerProcess start(
      Path folder, Path output, Map<String, String> environment, List<String> command)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    Map<String, String> variables = builder.environment();
    variables.keySet().removeIf(name -> name.startsWith("LATCHKEY_"));
    variables.keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
    variables.put("JAVA_HOME", System.getProperty("java.home"));
    variables.putAll(environment);
    variables.merge("JAVA_TOOL_OPTIONS", SHORT_LIVED, (given, ours) -> ours + " " + given);
    Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    return new ServerProcess(process, output);
  }

  /** Waits until the output matches, and returns the match. */
  Matcher await(Pattern pattern) {
    return awaitAfter(0, pattern);
  }

  /** Waits until the output after an earlier length matches. */
  Matcher awaitAfter(int length, Pattern pattern) {
    Matcher[] found = new Matcher[1];
    Awaitility.await()
        .alias(pattern + " in " + output)
        .pollInterval(Duration.ofMillis(20))
        .atMost(PATIENCE)
        .until(
            () -> {
              found[0] = pattern.matcher(output().substring(length));
              return found[0].find() || !process.isAlive();
            });
    if (!process.isAlive()) {
      throw new IllegalStateException("the server has ended: " + output());
    }
    return found[0];
  }

  String output() {
    return read(output);
  }

  static String read(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  /** Waits until the process ends itself, and returns its exit status. */
  int exitStatus() {
    awaitEnd();
    return process.exitValue();
  }

  /** Sends SIGTERM. */
  void terminate() {
    process.destroy();
  }

  /** Stops the process and waits until it has ended. */
  @Override
  public void close() {
    process.destroy();
    awaitEnd();
  }

  /** Waits until the process ends itself. */
  void awaitEnd() {
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException("the server does not end: " + output());
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      throw new IllegalStateException(e);
    }
  }
}
