package io.latchkey.client.cli;

import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** An invalid command line. */
final class Usage {
  private Usage() {}

  /** Returns the value; a rejected argument becomes a usage error. */
  static <T> T check(CommandSpec command, Supplier<T> value) {
    try {
      return value.get();
    } catch (IllegalArgumentException e) {
      throw wrong(command, e);
    }
  }

  static ParameterException wrong(CommandSpec command, IllegalArgumentException problem) {
    return new ParameterException(
        command.commandLine(), String.valueOf(problem.getMessage()), problem);
  }

  static ParameterException wrong(CommandSpec command, String problem) {
    return new ParameterException(command.commandLine(), problem);
  }
}
