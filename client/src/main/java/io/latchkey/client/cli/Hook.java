package io.latchkey.client.cli;

import io.latchkey.base.threads.DaemonThreads;
import java.io.IOException;
import java.io.Reader;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A shell command and its descendant processes, which are stopped together. */
final class Hook {
  private static final int LONGEST_LINE = Report.LONGEST_LINE - RepeatedCommand.MARK.length();
  private static final Duration LAST_OUTPUT = Duration.ofSeconds(1);
  private static final Duration GRACE = Duration.ofSeconds(3);

  private final Process shell;
  private final Thread reader;

  private Hook(Process shell, Consumer<String> output) {
    this.shell = shell;
    reader =
        DaemonThreads.named("latchkey-exec-output")
            .newThread(() -> read(shell.inputReader(), output));
    reader.start();
  }

  /**
   * Starts a command; its environment does not contain the pre-shared key.
   *
   * @param output receives each line of stdout and stderr on a thread of the hook; a line that is
   *     too long for a message is split
   */
  static Hook start(String command, Consumer<String> output) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder("sh", "-c", command)
            .redirectInput(ProcessBuilder.Redirect.INHERIT)
            .redirectErrorStream(true);
    builder.environment().remove(PskOptions.VARIABLE);
    return new Hook(builder.start(), output);
  }

  /** The exit code; empty if the command ran for too long and was stopped. */
  OptionalInt await(Duration timeout) throws InterruptedException {
    if (!shell.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
      stop();
      return OptionalInt.empty();
    }
    // A background descendant may keep the output open.
    reader.join(LAST_OUTPUT.toMillis());
    return OptionalInt.of(shell.exitValue());
  }

  /** Stops the shell and its descendants; those that ignore SIGTERM for 3 s are killed. */
  void stop() {
    // Listed before the shell ends: orphans are no longer descendants of the shell.
    List<ProcessHandle> all =
        Stream.concat(Stream.of(shell.toHandle()), shell.descendants()).toList();
    all.forEach(ProcessHandle::destroy);
    long end = System.nanoTime() + GRACE.toNanos();
    for (ProcessHandle each : all) {
      awaitEnd(each, end - System.nanoTime());
    }
    Stream.concat(all.stream(), all.stream().flatMap(ProcessHandle::descendants))
        .filter(ProcessHandle::isAlive)
        .forEach(ProcessHandle::destroyForcibly);
  }

  private static void awaitEnd(ProcessHandle process, long nanos) {
    process.onExit().completeOnTimeout(process, nanos, TimeUnit.NANOSECONDS).join();
  }

  private static void read(Reader reader, Consumer<String> output) {
    StringBuilder line = new StringBuilder();
    try (reader) {
      for (int next = reader.read(); next >= 0; next = reader.read()) {
        if (next != '\n') {
          line.append((char) next);
        }
        if (next == '\n' || line.length() == LONGEST_LINE) {
          output.accept(line.toString());
          line.setLength(0);
        }
      }
    } catch (IOException e) {
      output.accept("the output cannot be read: " + e.getMessage());
    }
    if (!line.isEmpty()) {
      output.accept(line.toString());
    }
  }
}
