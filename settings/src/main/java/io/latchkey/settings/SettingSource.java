package io.latchkey.settings;

import io.latchkey.base.io.FileProblem;
import io.latchkey.base.io.TextFile;
import io.latchkey.base.text.Utf8;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A source of settings. The names are checked on construction. In a file of settings, all names
 * must be known. In other sources, names that start with {@code latchkey.} must be known, and no
 * name may be a {@linkplain NameSpelling#isMeantAsSetting misspelled} setting. The error message
 * contains the most similar known name.
 *
 * @param name the name of the source in messages
 * @param values the values by name, without a byte order mark
 * @param file the file, if the source is a file
 */
record SettingSource(String name, Map<SettingName, String> values, Optional<Path> file) {
  /** The name of the source of {@link #ofDefaults}. */
  static final String APPLICATION_DEFAULT = "application default";

  private static final String PREFIX = "latchkey.";
  private static final String ENVIRONMENT = "environment";
  private static final String ENVIRONMENT_PREFIX = "LATCHKEY_";

  /** The character that replaces characters that could not be decoded. */
  private static final char LOST = '\uFFFD';

  /** The name under which bash exports a function; not a setting. */
  private static final String SHELL_FUNCTION = "BASH_FUNC_";

  /**
   * The variables that Kubernetes sets in every container for a service named {@code latchkey…}.
   */
  private static final Pattern KUBERNETES_SERVICE =
      Pattern.compile(
          "LATCHKEY(_[A-Z0-9]+)*_(SERVICE_(HOST|PORT(_[A-Z0-9_]+)?)"
              + "|PORT(_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?)|LATCHKEY_PORT.*");

  /** Variables of the command line tools, which are not settings. */
  private static final List<String> OTHER_VARIABLES = List.of("LATCHKEY_URL");

  /** Names that exist only as flags. */
  private static final List<String> FLAGS_ONLY = List.of("latchkey.host", "latchkey.port");

  /** The maximum edit distance of a suggested name. */
  private static final int FARTHEST_GUESS = 4;

  static SettingSource ofNames(String source, Map<String, String> raw) {
    Map<SettingName, String> values = new HashMap<>();
    raw.forEach(
        (key, value) -> {
          if (key.startsWith(PREFIX) || NameSpelling.isMeantAsSetting(key)) {
            put(values, source, named(key).orElseThrow(() -> unknown(source, key)), value);
          }
        });
    return new SettingSource(source, Map.copyOf(values), Optional.empty());
  }

  /** The defaults that an application contains. */
  static SettingSource ofDefaults(Map<String, String> raw) {
    return ofFile(APPLICATION_DEFAULT, raw, Optional.empty());
  }

  private static SettingSource ofFile(String source, Map<String, String> raw, Optional<Path> file) {
    Map<SettingName, String> values = new HashMap<>();
    raw.forEach(
        (key, value) ->
            put(values, source, named(key).orElseThrow(() -> unknown(source, key)), value));
    return new SettingSource(source, Map.copyOf(values), file);
  }

  private static void put(
      Map<SettingName, String> values, String source, SettingName name, String value) {
    if (value.indexOf(LOST) >= 0) {
      throw SettingsException.of(
          name,
          source,
          "the value has the character U+FFFD, which replaces one that could not be decoded. This"
              + " process reads its command line and environment as %s; start it with"
                  .formatted(System.getProperty("sun.jnu.encoding", "an unknown encoding"))
              + " LC_ALL=C.UTF-8, or write the value to a file in UTF-8 and set file:<path>");
    }
    values.put(name, Utf8.withoutMark(value));
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

  /** The settings file in the data directory. */
  static SettingSource ofFile(Path file) {
    Map<String, String> raw;
    try {
      raw = PropertiesText.parse("file " + file, TextFile.bytes(file));
    } catch (IOException e) {
      throw new SettingsException(
          "file %s cannot be read: %s".formatted(file, FileProblem.reason(e)));
    }
    SettingSource source = ofFile(file.toString(), raw, Optional.of(file));
    if (source.values().containsKey(Setting.DATA_DIR)) {
      throw SettingsException.of(
          Setting.DATA_DIR,
          source.name(),
          "this file is in the data directory, so it cannot set that directory; set it as"
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
          if (!isForeignVariable(name, value)
              && (name.startsWith(ENVIRONMENT_PREFIX) || NameSpelling.isMeantAsSetting(name))) {
            SettingName setting = inEnvironment(name).orElseThrow(() -> unknownVariable(name));
            put(values, ENVIRONMENT, setting, value);
          }
        });
    return new SettingSource(ENVIRONMENT, Map.copyOf(values), Optional.empty());
  }

  private static boolean isForeignVariable(String name, String value) {
    if (name.equals("LATCHKEY_PORT")) {
      // Kubernetes writes tcp://…; a user who wants to set the port writes a number.
      return !value.strip().matches("[0-9]+");
    }
    return OTHER_VARIABLES.contains(name)
        || name.startsWith(SHELL_FUNCTION)
        || KUBERNETES_SERVICE.matcher(name).matches();
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
    return unknown(source, key, key.startsWith(PREFIX) ? key : null, SettingName::key);
  }

  /**
   * Returns the exception for an unknown name.
   *
   * @param exact the key, if only the spelling differs
   * @param name returns the name of a setting in this source
   */
  private static SettingsException unknown(
      String source, String raw, @Nullable String exact, Function<SettingName, String> name) {
    String key = exact == null ? NameSpelling.asKey(raw) : exact;
    String shown = NameSpelling.shown(raw);
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
                    : "docs/configuration.md lists all settings"));
  }

  private static SettingsException unknownVariable(String name) {
    boolean exact = name.startsWith(ENVIRONMENT_PREFIX);
    String key = name.toLowerCase(Locale.ROOT).replaceFirst("_", ".");
    return unknown(ENVIRONMENT, name, exact ? key : null, SettingName::environmentName);
  }

  /** Does not show the values, which may be secret. */
  @Override
  public String toString() {
    return "SettingSource[" + name + "]";
  }
}
