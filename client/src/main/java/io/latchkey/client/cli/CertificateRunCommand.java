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
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "run",
    description = {
      "Gets a certificate and keeps its files fresh until it is stopped.",
      "Files of that name that are there already are replaced."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class CertificateRunCommand implements Callable<Integer> {
  private static final Duration EXEC_TIMEOUT = Duration.ofMinutes(5);

  private final AtomicReference<@Nullable Hook> running = new AtomicReference<>();

  @Mixin private ServerOptions server;

  @Mixin private RequestOptions options;

  @Mixin private Output output;

  @Option(
      names = "--exec",
      paramLabel = "CMD",
      description = "A shell command to run after each time that the files have changed.")
  private @Nullable String exec;

  @Option(
      names = "--ca-out",
      paramLabel = "FILE",
      description = "Also keeps the CA's certificate there, and the one before for a while.")
  private @Nullable Path caOut;

  @Override
  public Integer call() throws ClientException, IOException, InterruptedException {
    CertificateRequest request = options.request();
    OutputFiles.checkWritable(options.key(), options.certificate());
    if (caOut != null) {
      OutputFiles.checkWritable(caOut);
    }
    RenewingCertificate certificate =
        RenewingCertificate.builder(server.connect(output), request)
            .files(caOut == null ? options.files() : options.files().withAuthority(caOut))
            .listener(new Reporter())
            .start();
    // Not in the middle of the files.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(certificate)));
    certificate.awaitClose();
    return 0;
  }

  private void end(RenewingCertificate certificate) {
    stopHook();
    certificate.close();
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
      Hook hook = Hook.start(command);
      running.set(hook);
      OptionalInt code = hook.await(EXEC_TIMEOUT);
      if (code.isEmpty()) {
        output.complain(
            "'%s' did not end within %d s and was stopped; the files are fresh all the same"
                .formatted(command, EXEC_TIMEOUT.toSeconds()));
      } else if (code.getAsInt() != 0) {
        output.complain(
            "'%s' failed with %d; the files are fresh all the same"
                .formatted(command, code.getAsInt()));
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

  private void stopHook() {
    Hook hook = running.get();
    if (hook != null) {
      hook.stop();
    }
  }
}
