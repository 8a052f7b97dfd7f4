package io.latchkey.spring;

import io.latchkey.settings.SettingsException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * Reads the settings of the filter from the Spring environment, in the order of its sources.
 *
 * <ul>
 *   <li>Names may be written as Spring allows it: {@code latchkey.open-paths}, {@code
 *       latchkey.openPaths} or {@code latchkey.open_paths}. A list may have an entry for each
 *       value, as in YAML.
 *   <li>The environment variables and system properties of the process are left to the filter,
 *       which reads them itself. They still override the sources behind them.
 *   <li>Every other name that resembles {@code latchkey} is returned unchanged, so that the filter
 *       rejects it.
 * </ul>
 */
final class EnvironmentSettings {
  private static final Set<String> PROCESS_SOURCES =
      Set.of(
          StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
          StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME);

  private EnvironmentSettings() {}

  /**
   * Returns the settings by name.
   *
   * @throws SettingsException if a source has two spellings of one name, or a placeholder cannot be
   *     resolved
   */
  static Map<String, String> of(ConfigurableEnvironment environment) {
    List<PropertySource<?>> sources =
        environment.getPropertySources().stream()
            .filter(
                source ->
                    !ConfigurationPropertySources.isAttachedConfigurationPropertySource(source))
            .toList();
    Map<PropertySource<?>, SourceSettings> found = new HashMap<>();
    Set<String> names = new TreeSet<>();
    for (PropertySource<?> source : sources) {
      if (!isOfProcess(source)) {
        SourceSettings settings = SourceSettings.of(source);
        found.put(source, settings);
        names.addAll(settings.values().keySet());
      }
    }
    Map<String, String> values = new HashMap<>();
    for (String name : names) {
      for (PropertySource<?> source : sources) {
        SourceSettings settings = found.get(source);
        if (settings == null && source.getProperty(name) != null) {
          break;
        }
        if (settings != null && settings.values().containsKey(name)) {
          values.put(name, resolved(environment, name, settings));
          break;
        }
      }
    }
    return values;
  }

  private static boolean isOfProcess(PropertySource<?> source) {
    return PROCESS_SOURCES.contains(source.getName()) && source instanceof EnumerablePropertySource;
  }

  private static String resolved(
      ConfigurableEnvironment environment, String name, SourceSettings settings) {
    try {
      return environment.resolveRequiredPlaceholders(String.valueOf(settings.values().get(name)));
    } catch (IllegalArgumentException e) {
      // The message of the cause quotes the value, which may be a secret.
      throw new SettingsException(
          "%s (from %s): the value has a placeholder ${…} that has no value; define it"
              .formatted(name, settings.source()));
    }
  }
}
