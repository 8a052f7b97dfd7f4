package io.latchkey.microprofile;

import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.spi.InjectionPoint;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.security.Principal;
import java.util.Optional;
import java.util.Properties;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Beans that the applications of the TCK use and that a servlet container with CDI does not have:
 * values of MicroProfile Config, and the {@link Principal} of Jakarta EE.
 */
public class ServerBeans {
  @Inject ServletContext context;

  /** Called by CDI. */
  public ServerBeans() {}

  @Produces
  @ConfigProperty
  Optional<String> optional(InjectionPoint point) throws IOException {
    return Optional.ofNullable(configuration().getProperty(property(point).name()));
  }

  @Produces
  @ConfigProperty
  String text(InjectionPoint point) throws IOException {
    ConfigProperty property = property(point);
    return configuration().getProperty(property.name(), property.defaultValue());
  }

  @Produces
  Principal principal(HttpServletRequest request) {
    return request.getUserPrincipal();
  }

  private static ConfigProperty property(InjectionPoint point) {
    return point.getQualifiers().stream()
        .filter(ConfigProperty.class::isInstance)
        .map(ConfigProperty.class::cast)
        .findFirst()
        .orElseThrow();
  }

  private Properties configuration() throws IOException {
    Properties configured = new Properties();
    try (InputStream in = context.getResourceAsStream(TckApplication.CONFIGURATION)) {
      if (in != null) {
        configured.load(in);
      }
    }
    return configured;
  }
}
