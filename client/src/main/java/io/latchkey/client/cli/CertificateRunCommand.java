package io.latchkey.client.cli;

import io.latchkey.client.CertificateRequest;
import io.latchkey.client.ClientException;
import io.latchkey.client.ComponentCertificate;
import io.latchkey.client.RenewalListener;
import io.latchkey.client.RenewingCertificate;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "run",
    description = {
      "Requests a certificate and renews its files until the command is stopped.",
      "Existing files of that name are replaced."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class CertificateRunCommand implements Callable<Integer> {
  private static final Duration EXEC_TIMEOUT = Duration.ofMinutes(5);
  private static final int SIGNALS = 128;

  private final Object starting = new Object();
  private final AtomicReference<@Nullable Hook> running = new AtomicReference<>();
  private volatile boolean ending;

  @Mixin private ServerOptions server;

  @Mixin private RequestOptions options;

  @Mixin private Output output;

  @Option(
      names = "--exec",
      paramLabel = "CMD",
      description = {
        "Shell command to run after each change of the files.",
        "Its output goes to stderr."
      })
  private @Nullable String exec;

  @Option(
      names = "--ca-out",
      paramLabel = "FILE",
      description =
          "File for the trusted CA certificates: the current CA, and former ones while they are trusted.")
  private @Nullable Path caOut;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws ClientException, IOException, InterruptedException {
    checkExec();
    CertificateRequest request = options.request();
    OutputFiles.checkWritable(options.key(), options.certificate());
    if (caOut != null) {
      OutputFiles.checkWritable(caOut);
    }
    RenewingCertificate.Builder renewing =
        RenewingCertificate.builder(server.connect(output), request)
            .files(caOut == null ? options.files() : options.files().withAuthority(caOut))
            .listener(new Reporter());
    AtomicReference<RenewingCertificate> started = new AtomicReference<>();
    // Before the first command runs. Closing waits until both files are written.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(started)));
    RenewingCertificate certificate = renewing.start();
    started.set(certificate);
    certificate.awaitClose();
    return 0;
  }

  private void checkExec() {
    if (exec != null && (exec.isBlank() || exec.indexOf('\0') >= 0)) {
      throw Usage.wrong(spec, "--exec must be a shell command; it is blank or has a zero byte");
    }
  }

  private void end(AtomicReference<RenewingCertificate> started) {
    synchronized (starting) {
      ending = true;
    }
    Optional.ofNullable(started.get()).ifPresent(RenewingCertificate::close);
    stopHook();
  }

  private final class Reporter implements RenewalListener {
    @Override
    public void renewed(ComponentCertificate certificate) {
      output.print(options.written(certificate), options.json(certificate));
      if (exec != null) {
        execute(exec);
      }
    }

    @Override
    public void failed(Exception problem, Instant nextTry) {
      output.complain(
          "not renewed, next try at %s: %s".formatted(nextTry, Report.explain(problem)));
    }
  }

  private void execute(String command) {
    try {
      Hook hook;
      // A shutdown sees either no started command or a command that it can stop.
      synchronized (starting) {
        if (ending) {
          return;
        }
        hook = Hook.start(command, line -> output.note("--exec: " + line));
        running.set(hook);
      }
      OptionalInt code = hook.await(EXEC_TIMEOUT);
      if (!ending) {
        report(command, code);
      }
    } catch (IOException e) {
      output.complain("'%s' could not be run: %s".formatted(command, e.getMessage()));
    } catch (InterruptedException e) {
      stopHook();
      Thread.currentThread().interrupt();
    } finally {
      running.set(null);
    }
  }

  private void report(String command, OptionalInt code) {
    if (code.isEmpty()) {
      output.complain(
          "'%s' did not end within %d s and was stopped; the certificate files are written"
              .formatted(command, EXEC_TIMEOUT.toSeconds()));
    } else if (code.getAsInt() != 0) {
      String signal =
          code.getAsInt() > SIGNALS ? " (signal %d)".formatted(code.getAsInt() - SIGNALS) : "";
      output.complain(
          "'%s' failed with exit code %d%s; the certificate files are written"
              .formatted(command, code.getAsInt(), signal));
    } else {
      output.printText("Ran '%s', exit code 0".formatted(Report.line(command)));
    }
  }

  private void stopHook() {
    Hook hook = running.get();
    if (hook != null) {
      output.note("stopping '%s', since this command ends".formatted(exec));
      hook.stop();
    }
  }
}
