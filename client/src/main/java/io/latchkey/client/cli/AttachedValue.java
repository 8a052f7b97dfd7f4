package io.latchkey.client.cli;

import java.util.Map;
import java.util.Stack;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Takes the text after {@code =} as the value, whatever it begins with. Without this, picocli
 * rejects {@code --psk=-hX}, because {@code -h} is an option, and writes the value into its
 * message.
 */
public final class AttachedValue implements IParameterPreprocessor {
  /** Created by picocli. */
  public AttachedValue() {}

  @Override
  public boolean preprocess(
      Stack<String> arguments, CommandSpec command, ArgSpec option, Map<String, Object> info) {
    if (!"=".equals(info.get("separator"))) {
      return false;
    }
    option.setValue(arguments.pop());
    return true;
  }
}
