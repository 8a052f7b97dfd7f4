package io.latchkey.security;

import io.latchkey.settings.SettingsException;
import jakarta.el.ELException;
import jakarta.el.ELProcessor;
import jakarta.enterprise.inject.spi.BeanManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Evaluates expressions (Jakarta Expression Language 5.0) with the application's named beans. */
final class Expressions {
  /** The name of the source, for messages. */
  static final String SOURCE =
      "@" + BearerTokenAuthenticationMechanismDefinition.class.getSimpleName();

  private final BeanManager beans;

  Expressions(BeanManager beans) {
    this.beans = beans;
  }

  /**
   * Returns the text of a setting, in the format of the other sources. The result of an expression
   * is not evaluated again.
   *
   * @throws SettingsException if an expression cannot be evaluated or returns null
   */
  String text(DefinedValue defined) {
    List<String> texts = new ArrayList<>();
    for (String part : defined.parts()) {
      texts.add(DefinedValue.isExpression(part) ? evaluated(defined, part) : part);
    }
    return String.join(", ", texts);
  }

  private String evaluated(DefinedValue defined, String part) {
    Object value;
    try {
      value = evaluate(part.substring(2, part.length() - 1));
    } catch (ELException e) {
      SettingsException problem = problem(defined, part, "cannot be evaluated");
      problem.initCause(e);
      throw problem;
    }
    if (value == null) {
      throw problem(defined, part, "gives null");
    }
    return joined(value);
  }

  private @Nullable Object evaluate(String expression) {
    ELProcessor processor = new ELProcessor();
    processor.getELManager().addELResolver(beans.getELResolver());
    return processor.eval(expression);
  }

  private static String joined(Object value) {
    if (value instanceof Object[] items) {
      return joined(Arrays.asList(items));
    }
    return value instanceof Collection<?> items
        ? items.stream().map(Objects::toString).collect(Collectors.joining(", "))
        : value.toString();
  }

  private static SettingsException problem(DefinedValue defined, String part, String problem) {
    String shown = defined.setting().secret() ? "its expression" : "the expression " + part;
    return new SettingsException(
        "%s (from %s): %s %s; check the named bean and its property"
            .formatted(defined.setting().key(), SOURCE, shown, problem));
  }
}
