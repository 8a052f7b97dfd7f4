package io.latchkey.settings;

import io.latchkey.base.http.ContextAttributes;
import io.latchkey.base.io.FileProblem;
import io.latchkey.base.io.TextFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Collects the sources of {@link Settings}, in order of precedence. Not safe for use by several
 * threads.
 */
public final class SettingsBuilder {
  private final List<SettingSource> sources = new ArrayList<>();
  private Map<String, String> defaults = Map.of();

  SettingsBuilder() {}

  /**
   * Adds a source, such as the filter's init-params. Names of other products are ignored.
   *
   * @throws SettingsException if a name that starts with {@code latchkey.} is unknown, or a name is
   *     a misspelled setting, for example with a capital letter or an invisible character
   */
  public SettingsBuilder source(String name, Map<String, String> values) {
    sources.add(SettingSource.ofNames(name, values));
    return this;
  }

  /**
   * Adds the sources of a web application and sets its defaults: {@link ProgramSettings}, the
   * context-params, then {@link #process}. Sources that were added before take precedence.
   *
   * @param attributes reads an attribute of the servlet context, such as {@link
   *     ContextAttributes#PROGRAM_SETTINGS}
   * @param names the names of the context-params; null means no names, as with the context of a
   *     servlet mock
   * @param values reads a context-param; one without a value is ignored
   * @param application see {@link #defaults(ClassLoader)}
   * @throws SettingsException if a name that starts with {@code latchkey.} is unknown, or the
   *     defaults cannot be read
   */
  public SettingsBuilder application(
      Function<String, @Nullable Object> attributes,
      @Nullable Enumeration<String> names,
      Function<String, @Nullable String> values,
      @Nullable ClassLoader application) {
    if (attributes.apply(ContextAttributes.PROGRAM_SETTINGS) instanceof ProgramSettings program) {
      program(program);
    }
    if (names != null) {
      sources.add(SettingSource.ofNames("context-param", names, values));
    }
    return process().defaults(application);
  }

  /**
   * Adds the sources of a program, in their order.
   *
   * @throws SettingsException if a name that starts with {@code latchkey.} is unknown
   */
  public SettingsBuilder program(ProgramSettings program) {
    program.sources().forEach(source -> source(source.name(), source.values()));
    return this;
  }

  /**
   * Adds environment variables, see {@link Setting#environmentName}.
   *
   * @throws SettingsException if a variable that starts with {@code LATCHKEY_} is unknown
   */
  public SettingsBuilder environment(Map<String, String> environment) {
    sources.add(SettingSource.ofEnvironment(environment));
    return this;
  }

  /**
   * Adds the system properties and the environment of this process.
   *
   * @throws SettingsException if a name is unknown
   */
  public SettingsBuilder process() {
    sources.add(SettingSource.ofProperties("system property", System.getProperties()));
    return environment(System.getenv());
  }

  /**
   * Adds a file of settings. All its names must be known.
   *
   * @throws SettingsException if the file cannot be read, contains an unknown or a duplicate name,
   *     or {@link Setting#DATA_DIR}
   */
  public SettingsBuilder file(Path file) {
    sources.add(SettingSource.ofFile(file));
    return this;
  }

  /** Builds the settings of these sources and the defaults only, without a data directory. */
  public Settings buildWithoutDataDirectory() {
    List<SettingSource> all = new ArrayList<>(sources);
    all.add(SettingSource.ofDefaults(defaults));
    return new Settings(all);
  }

  /** Sets the defaults of the application, which are used if no other source has a value. */
  public SettingsBuilder defaults(Map<String, String> values) {
    defaults = Map.copyOf(values);
    return this;
  }

  /**
   * Sets the defaults from {@value Settings#DEFAULTS_RESOURCE}, if that resource exists.
   *
   * @param application the class loader of the application; null means the class loader of this
   *     class, because an application in an embedded server or a servlet mock may have no class
   *     loader
   * @throws SettingsException if the resource cannot be read, or sets a name twice
   */
  public SettingsBuilder defaults(@Nullable ClassLoader application) {
    ClassLoader loader = application == null ? Settings.class.getClassLoader() : application;
    try (InputStream resource = loader.getResourceAsStream(Settings.DEFAULTS_RESOURCE)) {
      return resource == null
          ? this
          : defaults(PropertiesText.parse(Settings.DEFAULTS_RESOURCE, resource.readAllBytes()));
    } catch (IOException e) {
      throw new SettingsException(
          Settings.DEFAULTS_RESOURCE + " cannot be read: " + FileProblem.reason(e));
    }
  }

  /**
   * Reads {@code latchkey.properties} in the data directory, if it exists, and builds the settings.
   *
   * @throws SettingsException if the file cannot be read, or contains an unknown name, a duplicate
   *     name, or {@link Setting#DATA_DIR}
   */
  public Settings build() {
    SettingSource last = SettingSource.ofDefaults(defaults);
    List<SettingSource> all = new ArrayList<>(sources);
    all.add(last);
    Path directory = new Settings(all).dataDirectory();
    Path file = directory.resolve(Settings.FILE_NAME);
    all.remove(last);
    // A file that may exist but cannot be accessed must not be treated as absent.
    if (!Files.isRegularFile(directory) && !TextFile.isAbsent(file)) {
      all.add(SettingSource.ofFile(file));
    }
    all.add(last);
    return new Settings(all);
  }
}
