package io.latchkey.client.cli;

import io.latchkey.base.io.FileTarget;
import io.latchkey.client.CertificateRequest;
import io.latchkey.client.ClientException;
import io.latchkey.client.ComponentCertificate;
import io.latchkey.client.RenewalListener;
import io.latchkey.client.RenewingCertificate;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
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
      checkIsAnotherFile(caOut);
    }
    Optional<RepeatedCommand> command =
        Optional.ofNullable(exec).map(text -> new RepeatedCommand(text, output));
    UninterruptedFiles files =
        new UninterruptedFiles(
            caOut == null ? options.files() : options.files().withAuthority(caOut));
    RenewingCertificate.Builder renewing =
        RenewingCertificate.builder(server.connectForLong(output), request)
            .sink(files)
            .listener(new Reporter(command));
    // Before the first file is written and the first command runs.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(files, command)));
    renewing.start().awaitClose();
    return 0;
  }

  private void checkIsAnotherFile(Path file) throws IOException {
    for (Path other : List.of(options.key(), options.certificate())) {
      if (FileTarget.isSame(file, other)) {
        throw Usage.wrong(spec, "--ca-out names the file %s; name another file".formatted(other));
      }
    }
  }

  private void checkExec() {
    if (exec != null && (exec.isBlank() || exec.indexOf('\0') >= 0)) {
      throw Usage.wrong(spec, "--exec must be a shell command; it is blank or has a zero byte");
    }
  }

  private static void end(UninterruptedFiles files, Optional<RepeatedCommand> command) {
    command.ifPresent(RepeatedCommand::end);
    files.end();
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
