package io.latchkey.security;

import io.latchkey.settings.SettingsException;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ProcessAnnotatedType;
import jakarta.enterprise.inject.spi.WithAnnotations;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the {@link BearerTokenAuthenticationMechanismDefinition} of the application while the
 * container starts, and rejects more than one. The container calls it on one thread.
 */
public class BearerTokenExtension implements Extension {
  private static final Class<BearerTokenAuthenticationMechanismDefinition> DEFINITION =
      BearerTokenAuthenticationMechanismDefinition.class;

  private final Map<String, BearerTokenAuthenticationMechanismDefinition> found = new TreeMap<>();

  /** Called by the container. */
  public BearerTokenExtension() {}

  void collect(
      @Observes @WithAnnotations(BearerTokenAuthenticationMechanismDefinition.class)
          ProcessAnnotatedType<?> type) {
    @Nullable BearerTokenAuthenticationMechanismDefinition definition =
        type.getAnnotatedType().getAnnotation(DEFINITION);
    if (definition != null) {
      found.put(type.getAnnotatedType().getJavaClass().getName(), definition);
    }
  }

  void rejectSecond(@Observes AfterBeanDiscovery discovery) {
    if (found.size() > 1) {
      discovery.addDefinitionError(
          new SettingsException(
              "There are several @%s, on %s; remove all but one"
                  .formatted(DEFINITION.getSimpleName(), String.join(" and ", found.keySet()))));
    }
  }

  /** Returns the definition; empty if the application has none. */
  Optional<BearerTokenAuthenticationMechanismDefinition> definition() {
    return found.values().stream().findFirst();
  }
}
