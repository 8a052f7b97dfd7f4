package io.latchkey.client.cli;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every option of every command with odd values, where no server answers. */
class OddValuesTest {
  @TempDir Path directory;

  @ParameterizedTest
  @MethodSource("io.latchkey.client.cli.OddValues#options")
  void oddValue_isTakenOrRefusedInOneLine(String command, String option) throws Exception {
    OddValues values = new OddValues(directory, "https://localhost:1");

    for (String value : values.of(command, option)) {
      values.check(command, option, value);
    }
  }
}
