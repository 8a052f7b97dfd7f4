package io.latchkey.filter;

import io.latchkey.settings.SettingsException;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** Loads the {@link ResourceIdentifier} of an application. */
final class ResourceIdentifiers {
  private ResourceIdentifiers() {}

  /**
   * Returns the identifier that the application supplies as a service, otherwise a {@link
   * PathIdentifier}.
   *
   * @param application the class loader of the application
   * @throws SettingsException if there are several services or the service cannot be loaded
   */
  static ResourceIdentifier load(ClassLoader application) {
    try {
      List<ResourceIdentifier> found =
          ServiceLoader.load(ResourceIdentifier.class, application).stream()
              .map(ServiceLoader.Provider::get)
              .toList();
      if (found.size() > 1) {
        throw new SettingsException(
            "There are several services of type %s: %s; keep one"
                .formatted(ResourceIdentifier.class.getName(), names(found)));
      }
      return found.isEmpty() ? new PathIdentifier() : found.get(0);
    } catch (ServiceConfigurationError e) {
      throw new SettingsException(
          "The application's %s cannot be loaded: %s"
              .formatted(ResourceIdentifier.class.getName(), e.getMessage()));
    }
  }

  private static String names(List<ResourceIdentifier> found) {
    return found.stream().map(each -> each.getClass().getName()).collect(Collectors.joining(", "));
  }
}
