package io.latchkey.client.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "ca",
    description = "Manages the CA of a server.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = CaRotateCommand.class)
final class CaCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command");
  }
}
