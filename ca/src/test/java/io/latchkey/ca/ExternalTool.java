package io.latchkey.ca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A program that other people wrote and that judges what we made. Tests that need it are skipped
 * where it is not installed, but fail on CI.
 */
final class ExternalTool {
  private final String program;

  private ExternalTool(String program) {
    this.program = program;
  }

  static ExternalTool required(String program, String debianPackage) {
    boolean installed =
        Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
            .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    String missing =
        "%s is not on the PATH; install it with apt-get install %s"
            .formatted(program, debianPackage);
    if (!installed && "true".equals(System.getenv("CI"))) {
      throw new AssertionError(missing);
    }
    assumeTrue(installed, missing);
    return new ExternalTool(program);
  }

  /** Runs it, expects success, and gives what it printed. */
  String run(Path directory, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(program));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s said: %s", command, output).isZero();
    return output;
  }
}
