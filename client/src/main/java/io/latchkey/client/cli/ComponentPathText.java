package io.latchkey.client.cli;

import io.latchkey.tokens.component.ComponentPath;
import io.latchkey.tokens.component.ComponentPathException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the path of a component key, such as {@code team-a~worker-1}. */
final class ComponentPathText implements ITypeConverter<ComponentPath> {
  @Override
  public ComponentPath convert(String text) {
    try {
      return ComponentPath.parse(text);
    } catch (ComponentPathException e) {
      throw new TypeConversionException(String.valueOf(e.getMessage()));
    }
  }
}
