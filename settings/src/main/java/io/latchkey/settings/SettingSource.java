package io.latchkey.settings;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One place where settings come from. Names are checked when it is made: an unknown one that starts
 * with {@code latchkey.} is refused with the nearest known name.
 */
record SettingSource(String name, Map<SettingName, String> values) {
  private static final String PREFIX = "latchkey.";
  private static final String ENVIRONMENT_PREFIX = "LATCHKEY_";

  /** What Kubernetes sets in every container for a service that is called {@code latchkey…}. */
  private static final Pattern KUBERNETES_SERVICE =
      Pattern.compile(
          "LATCHKEY(_[A-Z0-9]+)*_(SERVICE_(HOST|PORT(_[A-Z0-9_]+)?)"
              + "|PORT(_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?)|LATCHKEY_PORT.*");

  /** Variables that belong to the command line tools and are no settings. */
  private static final List<String> OTHER_VARIABLES = List.of("LATCHKEY_URL");

  /** What looks like a setting but has a flag only. */
  private static final List<String> FLAGS_ONLY = List.of("latchkey.host", "latchkey.port");

  /** A name with more typing errors than these is another name. */
  private static final int FARTHEST_GUESS = 4;

  static SettingSource ofNames(String source, Map<String, String> raw) {
    Map<SettingName, String> values = new HashMap<>();
    raw.forEach(
        (key, value) -> {
          if (key.startsWith(PREFIX)) {
            values.put(named(key).orElseThrow(() -> unknown(source, key)), value);
          }
        });
    return new SettingSource(source, Map.copyOf(values));
  }

  static SettingSource ofNames(
      String source, Enumeration<String> names, Function<String, @Nullable String> values) {
    Map<String, String> raw = new HashMap<>();
    for (String name : Collections.list(names)) {
      String value = values.apply(name);
      if (value != null) {
        raw.put(name, value);
      }
    }
    return ofNames(source, raw);
  }

  /** The file in the data directory. */
  static SettingSource ofFile(Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (IOException e) {
      throw new SettingsException(
          "file %s cannot be read: %s".formatted(file, ValueFile.reason(file, e)));
    } catch (IllegalArgumentException e) {
      throw new SettingsException(
          "file %s has a '\\u' without four hex digits behind it; write a backslash as two"
              .formatted(file));
    }
    SettingSource source = ofProperties(file.toString(), properties);
    if (source.values().containsKey(Setting.DATA_DIR)) {
      throw SettingsException.of(
          Setting.DATA_DIR,
          source.name(),
          "this file is looked for in the data directory, so it cannot name one; set it as"
              + " LATCHKEY_DATA_DIR, system property or --data-dir, and remove it from the file");
    }
    return source;
  }

  static SettingSource ofProperties(String source, Properties properties) {
    return ofNames(
        source, Collections.enumeration(properties.stringPropertyNames()), properties::getProperty);
  }

  static SettingSource ofEnvironment(Map<String, String> environment) {
    Map<SettingName, String> values = new HashMap<>();
    environment.forEach(
        (name, value) -> {
          if (name.startsWith(ENVIRONMENT_PREFIX) && !isSomebodyElses(name, value)) {
            values.put(inEnvironment(name).orElseThrow(() -> unknownVariable(name)), value);
          }
        });
    return new SettingSource("environment", Map.copyOf(values));
  }

  private static boolean isSomebodyElses(String name, String value) {
    if (name.equals("LATCHKEY_PORT")) {
      // Kubernetes writes tcp://…; a number is somebody's who wants to set the port.
      return !value.strip().matches("[0-9]+");
    }
    return OTHER_VARIABLES.contains(name) || KUBERNETES_SERVICE.matcher(name).matches();
  }

  private static Optional<? extends SettingName> named(String key) {
    return key.startsWith(IssuerSetting.PREFIX) ? IssuerSetting.named(key) : Setting.named(key);
  }

  private static Optional<? extends SettingName> inEnvironment(String name) {
    return name.startsWith(IssuerSetting.ENVIRONMENT_PREFIX)
        ? IssuerSetting.inEnvironment(name)
        : Setting.inEnvironment(name);
  }

  private static SettingName nearest(String key) {
    return key.startsWith(IssuerSetting.PREFIX) ? IssuerSetting.nearest(key) : Setting.nearest(key);
  }

  private static SettingsException unknown(String source, String key) {
    return unknown(source, key, key, SettingName::key);
  }

  private static SettingsException unknown(
      String source, String shown, String key, Function<SettingName, String> name) {
    if (FLAGS_ONLY.contains(key)) {
      return new SettingsException(
          "Unknown setting %s (from %s); it is a flag of the standalone server only: --%s"
              .formatted(shown, source, key.substring(PREFIX.length())));
    }
    SettingName nearest = nearest(key);
    boolean near =
        nearest instanceof IssuerSetting
            || EditDistance.between(key, nearest.key()) <= FARTHEST_GUESS;
    return new SettingsException(
        "Unknown setting %s (from %s); %s"
            .formatted(
                shown,
                source,
                near
                    ? "did you mean " + name.apply(nearest) + "?"
                    : "docs/configuration.md lists those there are"));
  }

  private static SettingsException unknownVariable(String name) {
    String key = name.toLowerCase(java.util.Locale.ROOT).replaceFirst("_", ".");
    return unknown("environment", name, key, SettingName::environmentName);
  }
}
