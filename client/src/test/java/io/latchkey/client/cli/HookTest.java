package io.latchkey.client.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HookTest {
  @TempDir Path directory;

  @Test
  void timeout_killsGrandchildren() throws Exception {
    Path pid = directory.resolve("pid");
    Hook hook = Hook.start("sh -c 'sleep 60 & echo $! > " + pid + "; wait'; true");
    await().until(() -> Files.exists(pid) && Files.readString(pid).endsWith("\n"));
    long grandchild = Long.parseLong(Files.readString(pid).trim());
    assertThat(ProcessHandle.of(grandchild)).isPresent();

    assertThat(hook.await(Duration.ofMillis(1))).isEmpty();

    await().until(() -> !ProcessHandle.of(grandchild).map(ProcessHandle::isAlive).orElse(false));
  }

  @Test
  void ended_hasItsExitCode() throws Exception {
    assertThat(Hook.start("exit 3").await(Duration.ofSeconds(30))).hasValue(3);
  }
}
