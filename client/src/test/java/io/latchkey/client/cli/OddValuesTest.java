package io.latchkey.client.cli;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Gives odd values to every option of every command, without a server. */
class OddValuesTest {
  @TempDir Path directory;

  @ParameterizedTest
  @MethodSource("io.latchkey.client.cli.OddValues#options")
  void oddValue_succeedsOrFailsInOneLine(String command, String option) throws Exception {
    OddValues values = new OddValues(directory, "https://localhost:1", OddValues.COMPONENT_KEY);

    for (String value : values.of(command, option)) {
      values.check(command, option, value);
    }
  }
}
