package io.latchkey.base.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.base.testing.Tools.Result;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ToolsTest {
  @TempDir Path folder;

  @BeforeAll
  static void requirePrograms() {
    Tools.require("sh", "tail");
  }

  @Test
  void failedProgram_givesStatusAndWholeOutput() throws Exception {
    Result result =
        Tools.run(folder, Map.of("WORD", "b"), "sh", "-c", "echo a; echo $WORD >&2; false");

    assertThat(result).isEqualTo(new Result("sh", 1, "a\nb\n"));
    assertThatThrownBy(result::success).hasMessageContaining("sh wrote: a\nb\n");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void programPastItsLimit_isKilled() {
    assertThatThrownBy(() -> Tools.run(Duration.ZERO, folder, Map.of(), "tail", "-f", "/dev/null"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("tail ends");
    assertThat(ProcessHandle.current().children().filter(ProcessHandle::isAlive))
        .noneMatch(each -> each.info().command().orElse("").endsWith("/tail"));
  }
}
