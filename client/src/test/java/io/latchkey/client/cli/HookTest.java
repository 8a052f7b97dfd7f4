package io.latchkey.client.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HookTest {
  @TempDir Path directory;

  @Test
  void timeout_killsGrandchildren() throws Exception {
    Path pid = directory.resolve("pid");
    Hook hook = Hook.start("sh -c 'sleep 60 & echo $! > " + pid + "; wait'; true", line -> {});
    await().until(() -> Files.exists(pid) && Files.readString(pid).endsWith("\n"));
    long grandchild = Long.parseLong(Files.readString(pid).trim());
    assertThat(ProcessHandle.of(grandchild)).isPresent();

    assertThat(hook.await(Duration.ofMillis(1))).isEmpty();

    await().until(() -> !ProcessHandle.of(grandchild).map(ProcessHandle::isAlive).orElse(false));
  }

  @Test
  void finishedCommand_hasItsExitCode() throws Exception {
    assertThat(Hook.start("exit 3", line -> {}).await(Duration.ofSeconds(30))).hasValue(3);
  }

  @Test
  void bothOutputStreams_areReadLineByLine() throws Exception {
    List<String> lines = new CopyOnWriteArrayList<>();
    Hook hook = Hook.start("echo out; echo err >&2; printf '%0793d' 0", lines::add);

    assertThat(hook.await(Duration.ofSeconds(30))).hasValue(0);

    assertThat(lines).containsExactly("out", "err", "0".repeat(792), "0");
  }

  @Test
  void longestPiece_isPrintedWhole() {
    String line = RepeatedCommand.MARK + "0".repeat(792);

    assertThat(Report.line(line)).isEqualTo(line);
    assertThat(Report.line(line + "0")).contains("…");
  }

  @Test
  void processThatIgnoresSigterm_isKilled() throws Exception {
    Path pid = directory.resolve("pid");
    Hook hook =
        Hook.start("trap '' TERM; echo $$ > " + pid + "; while :; do sleep 1; done", line -> {});
    await().until(() -> Files.exists(pid) && Files.readString(pid).endsWith("\n"));

    hook.stop();

    long shell = Long.parseLong(Files.readString(pid).trim());
    await().until(() -> !ProcessHandle.of(shell).map(ProcessHandle::isAlive).orElse(false));
  }
}
