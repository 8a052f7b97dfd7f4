package io.latchkey.client.cli;

import io.latchkey.client.CertificateRequest;
import io.latchkey.client.ClientException;
import io.latchkey.client.ComponentCertificate;
import io.latchkey.client.RenewalListener;
import io.latchkey.client.RenewingCertificate;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
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
  @Mixin private ServerOptions server;

  @Mixin private RequestOptions options;

  @Mixin private Output output;

  @Option(
      names = "--exec",
      paramLabel = "CMD",
      description = {
        "Shell command to run after each change of the files; repeated while it fails.",
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
    Optional<RepeatedCommand> command =
        Optional.ofNullable(exec).map(text -> new RepeatedCommand(text, output));
    RenewingCertificate.Builder renewing =
        RenewingCertificate.builder(server.connect(output), request)
            .files(caOut == null ? options.files() : options.files().withAuthority(caOut))
            .listener(new Reporter(command));
    AtomicReference<RenewingCertificate> started = new AtomicReference<>();
    // Before the first command runs. Closing waits until both files are written.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(started, command)));
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

  private static void end(
      AtomicReference<RenewingCertificate> started, Optional<RepeatedCommand> command) {
    command.ifPresent(RepeatedCommand::end);
    Optional.ofNullable(started.get()).ifPresent(RenewingCertificate::close);
    command.ifPresent(RepeatedCommand::close);
  }

  private final class Reporter implements RenewalListener {
    private final Optional<RepeatedCommand> command;

    Reporter(Optional<RepeatedCommand> command) {
      this.command = command;
    }

    @Override
    public void renewed(ComponentCertificate certificate) {
      output.print(options.written(certificate), options.json(certificate));
      command.ifPresent(RepeatedCommand::run);
    }

    @Override
    public void failed(Exception problem, Instant nextTry) {
      output.complain(
          "not renewed, next try at %s: %s".formatted(nextTry, Report.explain(problem)));
    }
  }
}
