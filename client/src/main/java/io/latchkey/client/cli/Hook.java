package io.latchkey.client.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/** A shell command with its descendants, which end with it. */
final class Hook {
  private final Process shell;

  private Hook(Process shell) {
    this.shell = shell;
  }

  /** Starts a command without the pre-shared key in its environment. */
  static Hook start(String command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder("sh", "-c", command).inheritIO();
    builder.environment().remove(PskOptions.VARIABLE);
    return new Hook(builder.start());
  }

  /** The exit code; empty if the command ran for too long and was stopped. */
  OptionalInt await(Duration timeout) throws InterruptedException {
    if (shell.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
      return OptionalInt.of(shell.exitValue());
    }
    stop();
    return OptionalInt.empty();
  }

  /** Kills the shell and its descendants. */
  void stop() {
    // Listed before the shell dies: orphans are no longer its descendants.
    List<ProcessHandle> descendants = shell.descendants().toList();
    shell.destroyForcibly();
    descendants.forEach(ProcessHandle::destroyForcibly);
  }
}
