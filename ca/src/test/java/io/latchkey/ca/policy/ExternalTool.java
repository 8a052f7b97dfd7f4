package io.latchkey.ca.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A program that other people wrote and that judges what we made. Tests that need it are skipped
 * where it is not installed, but fail on CI.
 */
public final class ExternalTool {
  private final String program;

  private ExternalTool(String program) {
    this.program = program;
  }

  public static ExternalTool required(String program, String debianPackage) {
    return present(
        program,
        isOnPath(program),
        "%s is not on the PATH; install it with apt-get install %s"
            .formatted(program, debianPackage));
  }

  /** A program at a path that has what it needs: it succeeds with these arguments. */
  public static ExternalTool requiredWith(String program, String debianPackage, String... probe)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(program));
    command.addAll(List.of(probe));
    boolean works =
        Files.isExecutable(Path.of(program))
            && new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor()
                == 0;
    return present(
        program,
        works,
        "%s does not work; install it with apt-get install %s"
            .formatted(String.join(" ", command), debianPackage));
  }

  private static boolean isOnPath(String program) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }

  private static ExternalTool present(String program, boolean installed, String missing) {
    if (!installed && "true".equals(System.getenv("CI"))) {
      throw new AssertionError(missing);
    }
    assumeTrue(installed, missing);
    return new ExternalTool(program);
  }

  /** Runs it, expects success, and gives what it printed. */
  public String run(Path directory, String... arguments) throws IOException, InterruptedException {
    return run(directory, Map.of(), arguments);
  }

  /** The same with variables of the environment. */
  public String run(Path directory, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    Result result = result(directory, environment, arguments);
    assertThat(result.status()).as("%s said: %s", program, result.output()).isZero();
    return result.output();
  }

  /** What a program printed, and its exit status. */
  public record Result(int status, String output) {}

  /** Runs it, whatever its exit status. */
  public Result result(Path directory, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(program));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Result(process.waitFor(), output);
  }
}
