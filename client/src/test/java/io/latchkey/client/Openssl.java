package io.latchkey.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs the program openssl, for files in the formats of other tools. */
final class Openssl {
  private Openssl() {}

  /** Runs it with arguments that contain no blanks. */
  static void run(String arguments) throws Exception {
    Process process =
        new ProcessBuilder(List.of(("openssl " + arguments).split(" ")))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor(180, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
  }
}
