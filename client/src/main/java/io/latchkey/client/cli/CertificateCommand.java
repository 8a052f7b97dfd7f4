package io.latchkey.client.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "certificate",
    description =
        "Requests certificates from the CA, and shows and revokes the certificates that it signed.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      CertificateCreateCommand.class,
      CertificateRunCommand.class,
      CertificateListCommand.class,
      CertificateShowCommand.class,
      CertificateRevokeCommand.class
    })
final class CertificateCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command");
  }
}
