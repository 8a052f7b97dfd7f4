package io.latchkey.client.cli;

import io.latchkey.base.rate.RetryPolicy;
import io.latchkey.base.threads.DaemonThreads;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Runs a shell command after each change of files. A command that fails runs again, after pauses
 * that grow to five minutes and a random part of up to a quarter, until it succeeds or the files
 * change again. Safe for use by several threads; one command runs at a time.
 */
final class RepeatedCommand implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofMinutes(5);
  private static final int SIGNALS = 128;

  /** Begins each line with output of the command. */
  static final String MARK = "--exec: ";

  private final String command;
  private final Output output;
  private final Random random = new SecureRandom();
  private final AtomicInteger changes = new AtomicInteger();
  private final Object executing = new Object();
  private final Object starting = new Object();
  private final AtomicReference<@Nullable Hook> running = new AtomicReference<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("latchkey-exec"));
  private volatile boolean ending;

  RepeatedCommand(String command, Output output) {
    this.command = command;
    this.output = output;
  }

  /** Runs the command, and returns when it has ended. */
  void run() {
    run(changes.incrementAndGet(), 1);
  }

  /**
   * @param change after which the command runs; a later one has a run of its own
   * @param attempt 1 for the first after this change
   */
  private void run(int change, int attempt) {
    synchronized (executing) {
      if (change != changes.get()) {
        return;
      }
      execute().ifPresent(problem -> failed(problem, change, attempt));
    }
  }

  private void failed(String problem, int change, int attempt) {
    Duration wait = RetryPolicy.backgroundDelay(attempt, Optional.empty(), random.nextDouble());
    output.complain(
        "'%s' %s; the certificate files are written, next try at %s"
            .formatted(command, problem, Instant.now().plus(wait).truncatedTo(ChronoUnit.SECONDS)));
    try {
      var unused =
          thread.schedule(() -> run(change, attempt + 1), wait.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      output.note("'%s' is not run again, since this command ends".formatted(command));
    }
  }

  /** Returns why the command failed; empty if it succeeded, or was stopped by {@link #close}. */
  private Optional<String> execute() {
    try {
      Hook hook;
      // A shutdown sees either no started command or a command that it can stop.
      synchronized (starting) {
        if (ending) {
          return Optional.empty();
        }
        hook = Hook.start(command, line -> output.note(MARK + line));
        running.set(hook);
      }
      OptionalInt code = hook.await(TIMEOUT);
      return ending ? Optional.empty() : problem(code);
    } catch (IOException e) {
      return Optional.of("could not be run: " + e.getMessage());
    } catch (InterruptedException e) {
      stop();
      Thread.currentThread().interrupt();
      return Optional.empty();
    } finally {
      running.set(null);
    }
  }

  private Optional<String> problem(OptionalInt code) {
    if (code.isEmpty()) {
      return Optional.of("did not end within %d s and was stopped".formatted(TIMEOUT.toSeconds()));
    }
    if (code.getAsInt() == 0) {
      output.printText("Ran '%s', exit code 0".formatted(Report.line(command)));
      return Optional.empty();
    }
    String signal =
        code.getAsInt() > SIGNALS ? " (signal %d)".formatted(code.getAsInt() - SIGNALS) : "";
    return Optional.of("failed with exit code %d%s".formatted(code.getAsInt(), signal));
  }

  /** Starts no further command. A command that runs goes on until {@link #close}. */
  void end() {
    synchronized (starting) {
      ending = true;
    }
  }

  /** Stops the command with its child processes, if it runs. */
  @Override
  public void close() {
    end();
    thread.shutdownNow();
    stop();
  }

  private void stop() {
    Hook hook = running.get();
    if (hook != null) {
      output.note("stopping '%s', since this command ends".formatted(command));
      hook.stop();
    }
  }
}
