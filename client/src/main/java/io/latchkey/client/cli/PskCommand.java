package io.latchkey.client.cli;

import io.latchkey.tokens.PreSharedKey;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "psk",
    description = "Generates pre-shared keys.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = PskCommand.Generate.class)
final class PskCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command");
  }

  @Command(
      name = "generate",
      description = "Prints a new key of 256 random bits.",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class)
  static final class Generate implements Runnable {
    @Mixin private Output output;

    @Mixin private UnusedUrl unusedUrl;

    @Mixin private UnusedPsk unusedPsk;

    @Override
    public void run() {
      String key = PreSharedKey.generate().reveal();
      output.print(key, Map.of("psk", key));
    }
  }
}
