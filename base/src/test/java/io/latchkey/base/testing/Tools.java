package io.latchkey.base.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Programs of the machine, such as openssl. */
public final class Tools {
  private Tools() {}

  /** Skips the test on a machine without these programs; with {@code CI=true} it fails instead. */
  public static void require(String... names) {
    for (String name : names) {
      boolean there =
          Stream.of(System.getenv("PATH").split(File.pathSeparator))
              .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
      if ("true".equals(System.getenv("CI"))) {
        assertThat(there).as("%s is installed, as CI=true demands", name).isTrue();
      }
      assumeTrue(there, () -> name + " is not installed: this test is skipped");
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
        (!program.isAbsolute() || Files.isExecutable(program)) && succeeds(folder, command);
    String missing =
        "%s fails; install it with apt-get install %s"
            .formatted(String.join(" ", command), debianPackage);
    if ("true".equals(System.getenv("CI"))) {
      assertThat(works).as(missing).isTrue();
    }
    assumeTrue(works, missing);
  }

  private static boolean succeeds(Path folder, String... command)
      throws IOException, InterruptedException {
    return new ProcessBuilder(List.of(command))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }

  /** Runs a program in a folder; gives what it wrote, checks that it ended well. */
  public static String run(Path folder, String... command)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile(folder, "output", ".txt");
    Process process =
        new ProcessBuilder(List.of(command))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(180, TimeUnit.SECONDS)).as(command[0] + " ends").isTrue();
    String text = Files.readString(output);
    assertThat(process.exitValue()).as(text).isZero();
    return text;
  }
}
