package io.latchkey.base.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Programs of the machine, such as openssl. A test that needs one is skipped on a machine without
 * it; with {@code CI=true} the test fails instead. A program that does not end within 10 minutes is
 * killed, and the test fails.
 *
 * <pre>{@code
 * Tools.require("openssl");
 * String text = Tools.run(folder, "openssl", "x509", "-in", "leaf.pem", "-noout", "-text");
 * }</pre>
 */
public final class Tools {
  /** Only against a hang: a compiler needs minutes on a machine under full load. */
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private Tools() {}

  /** Skips the test on a machine without these programs; with {@code CI=true} it fails instead. */
  public static void require(String... names) {
    for (String name : names) {
      boolean there =
          Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
              .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
      demand(
          there,
          name + " is not installed; CONTRIBUTING.md, \"Tools of other projects\", names packages");
    }
  }

  /**
   * Skips the test on a machine where a command does not succeed; with {@code CI=true} it fails
   * instead.
   *
   * @param debianPackage the package that contains what the command needs
   */
  public static void requireSuccess(Path folder, String debianPackage, String... command)
      throws IOException, InterruptedException {
    Path program = Path.of(command[0]);
    boolean works =
        (!program.isAbsolute() || Files.isExecutable(program))
            && run(folder, Map.of(), command).status() == 0;
    demand(
        works,
        "%s fails; install it with apt-get install %s"
            .formatted(String.join(" ", command), debianPackage));
  }

  private static void demand(boolean there, String missing) {
    if ("true".equals(System.getenv("CI"))) {
      assertThat(there).as(missing).isTrue();
    }
    assumeTrue(there, missing);
  }

  /**
   * The exit status of a program and what it wrote, to both standard output and standard error.
   *
   * @param program the name of the program
   */
  public record Result(String program, int status, String output) {
    /** Checks that the program succeeded, and gives its output. */
    public String success() {
      assertThat(status).as("%s wrote: %s", program, output).isZero();
      return output;
    }
  }

  /** Runs a program in a folder, checks that it succeeds, and gives its output. */
  public static String run(Path folder, String... command)
      throws IOException, InterruptedException {
    return run(folder, Map.of(), command).success();
  }

  /**
   * Runs a program in a folder, whatever its exit status. Its standard input is empty.
   *
   * @param environment variables in addition to those of this process
   */
  public static Result run(Path folder, Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    return run(LIMIT, folder, environment, command);
  }

  /** The output goes to a file, because a daemon that the program starts can keep a pipe open. */
  static Result run(Duration limit, Path folder, Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile(folder, "output", ".txt");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(List.of(command))
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectInput(new File("/dev/null"))
              .redirectOutput(output.toFile());
      builder.environment().putAll(environment);
      Process process = builder.start();
      boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
      if (!ended) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
      }
      String text = Files.readString(output);
      assertThat(ended).as("%s ends; it wrote: %s", command[0], text).isTrue();
      return new Result(command[0], process.exitValue(), text);
    } finally {
      Files.delete(output);
    }
  }
}
