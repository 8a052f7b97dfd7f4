package io.latchkey.settings;

import io.latchkey.base.io.FileProblem;
import io.latchkey.base.io.TextFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The values of all settings, each from the first source that has it. Sources are, in this order:
 * those added with {@link Builder#source}, system properties, environment variables, {@code
 * latchkey.properties} in the data directory, and the application's own defaults.
 *
 * <p>Any value may be {@code file:<path>}; the file's content then stands for it. White space
 * around a value does not count, except in a secret, which is taken to the letter: of a file's
 * content only the line end at its end is dropped. Immutable and safe for use by several threads;
 * files are read when they are asked for.
 */
public final class Settings {
  /** The file of settings in the data directory. */
  public static final String FILE_NAME = "latchkey.properties";

  /** The resource on an application's class path that holds its own defaults. */
  public static final String DEFAULTS_RESOURCE = "META-INF/latchkey-defaults.properties";

  /** The data directory when {@link Setting#DATA_DIR} is not set. */
  public static final String DEFAULT_DATA_DIR = "latchkey-data";

  /** How the name of a source begins that is a command line flag. */
  private static final String FLAG_PREFIX = "--";

  private final List<SettingSource> sources;

  private Settings(List<SettingSource> sources) {
    this.sources = List.copyOf(sources);
  }

  /** Starts with no source at all. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * The value as text. {@link Setting#PREVIOUS_PSK} has none when it names a file that is absent or
   * blank.
   *
   * @throws SettingsException if it names a file that cannot be read, or is blank
   */
  public Optional<String> text(SettingName setting) {
    return find(setting).flatMap(FoundValue::text);
  }

  /**
   * A document, such as a PEM file: inline when the value starts with {@code -----BEGIN} or is the
   * base64 of such a text in one line, else a path with or without {@code file:}.
   *
   * @throws SettingsException if the file cannot be read, or the value is base64 of something else
   */
  public Optional<SourcedText> document(SettingName setting) {
    return find(setting)
        .map(
            found -> {
              String value = found.required(found.value().strip());
              DocumentEntry entry = new DocumentEntry(Optional.empty(), value);
              return entry.isInline()
                  ? entry.pem(setting, found.source().name())
                  : found.file(entry.path()).document();
            });
  }

  /**
   * The documents of a comma-separated list, such as PEM files. Each is inline, when it starts with
   * {@code -----BEGIN} or is one line of base64, else a path with or without {@code file:}; {@code
   * name=} in front of it names it. White space around an entry does not count.
   *
   * <p>{@linkplain #urls URLs} are passed over.
   *
   * @return none when the setting has no value
   * @throws SettingsException if a file cannot be read, or the value is blank
   */
  public List<NamedDocument> documents(SettingName setting) {
    return listedDocuments(setting).stream().map(ListedDocument::read).toList();
  }

  /**
   * The same documents, each to be read by itself.
   *
   * @throws SettingsException if a path is none, or the value is blank
   */
  public List<ListedDocument> listedDocuments(SettingName setting) {
    return list(setting, DocumentList::documents).orElseGet(List::of);
  }

  /**
   * The URLs in a list, as {@link #documents} reads it: what starts with {@code https://} or {@code
   * http://}. Nothing is fetched.
   */
  public List<String> urls(SettingName setting) {
    return list(setting, DocumentList::urls).orElseGet(List::of);
  }

  private <T> Optional<T> list(SettingName setting, Function<DocumentList, T> part) {
    return find(setting)
        .map(
            found ->
                part.apply(
                    DocumentList.of(
                        setting,
                        found.source().name(),
                        split(found.required(found.value())).toList())));
  }

  /**
   * The files that values come from: of {@code file:<path>} for a value as {@link #text} reads it.
   *
   * @throws SettingsException if a path is none
   */
  public Set<Path> files(SettingName... settings) {
    Set<Path> files = new LinkedHashSet<>();
    for (SettingName setting : settings) {
      find(setting).flatMap(FoundValue::file).map(ValueFile::path).ifPresent(files::add);
    }
    return files;
  }

  /**
   * A duration in ISO 8601 form, such as {@code PT30S} or {@code P365D}.
   *
   * @throws SettingsException if it is none, or outside the range
   */
  public Optional<Duration> duration(SettingName setting, Duration least, Duration most) {
    return find(setting)
        .map(
            found -> {
              String value = required(found);
              Duration duration;
              try {
                duration = Duration.parse(value);
              } catch (DateTimeParseException e) {
                throw found.bad("is no ISO 8601 duration; write for example PT30S or P365D");
              }
              if (duration.compareTo(least) < 0 || duration.compareTo(most) > 0) {
                throw found.bad("must be from %s to %s".formatted(least, most));
              }
              return duration;
            });
  }

  /**
   * A whole number.
   *
   * @throws SettingsException if it is none, or outside the range
   */
  public Optional<Integer> integer(SettingName setting, int least, int most) {
    return find(setting)
        .map(
            found -> {
              String problem = "must be a whole number from %d to %d".formatted(least, most);
              int number;
              try {
                number = Integer.parseInt(required(found));
              } catch (NumberFormatException e) {
                throw found.bad(problem);
              }
              if (number < least || number > most) {
                throw found.bad(problem);
              }
              return number;
            });
  }

  /**
   * One of a few words.
   *
   * @throws SettingsException if it is another word
   */
  public Optional<String> oneOf(SettingName setting, String... words) {
    return find(setting)
        .map(
            found -> {
              String value = required(found);
              if (!List.of(words).contains(value)) {
                throw found.bad("must be one of " + String.join(", ", words));
              }
              return value;
            });
  }

  /**
   * {@code true} or {@code false}; false when not set.
   *
   * @throws SettingsException if it is another word
   */
  public boolean flag(SettingName setting) {
    return oneOf(setting, "true", "false").map(Boolean::parseBoolean).orElse(false);
  }

  /** The parts of a comma-separated list, each without white space around it. */
  public Optional<List<String>> list(SettingName setting) {
    return text(setting).map(value -> split(value).toList());
  }

  private static Stream<String> split(String value) {
    return Stream.of(value.split(",", -1)).map(String::strip).filter(part -> !part.isEmpty());
  }

  /** The names of the issuers that any {@link IssuerSetting} is about, in alphabetical order. */
  public SortedSet<String> issuers() {
    return sources.stream()
        .flatMap(source -> source.values().keySet().stream())
        .filter(IssuerSetting.class::isInstance)
        .map(name -> ((IssuerSetting) name).issuer())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The data directory, {@value #DEFAULT_DATA_DIR} below the working directory by default. */
  public Path dataDirectory() {
    return find(Setting.DATA_DIR)
        .map(found -> found.file(required(found)).path())
        .orElseGet(() -> Path.of(DEFAULT_DATA_DIR));
  }

  /**
   * Warnings about files with a secret in them, such as a pre-shared key or {@value #FILE_NAME}
   * with one, that every user of this host can read or write. Each is one line that names the file
   * and its mode.
   */
  public List<String> exposedSecrets() {
    List<FoundValue> values =
        Stream.of(Setting.values()).flatMap(setting -> find(setting).stream()).toList();
    return ExposedSecrets.onThisHost().warnings(values);
  }

  /**
   * The name of a setting for messages: the command line flag that sets it, such as {@code --psk},
   * or its key.
   */
  public String shownName(SettingName setting) {
    return find(setting)
        .map(found -> found.source().name())
        .filter(source -> source.startsWith(FLAG_PREFIX))
        .orElse(setting.key());
  }

  /** The exception to throw for a value that its reader cannot use; names the value's source. */
  public SettingsException bad(SettingName setting, String problem) {
    return find(setting)
        .map(found -> found.bad(problem))
        .orElseGet(() -> new SettingsException(setting.key() + ": " + problem));
  }

  /** The same for a problem that quotes the wrong part itself; the whole value is not shown. */
  public SettingsException badPart(SettingName setting, String problem) {
    return find(setting)
        .map(found -> found.problem(problem))
        .orElseGet(() -> SettingsException.of(setting, "default", problem));
  }

  private static String required(FoundValue found) {
    return found.text().orElseThrow(() -> found.problem("there is no value"));
  }

  private Optional<FoundValue> find(SettingName setting) {
    for (SettingSource source : sources) {
      String value = source.values().get(setting);
      if (value != null) {
        return Optional.of(new FoundValue(setting, source, value));
      }
    }
    return Optional.empty();
  }

  /** Collects the sources, first come first asked. */
  public static final class Builder {
    private final List<SettingSource> sources = new ArrayList<>();
    private Map<String, String> defaults = Map.of();

    private Builder() {}

    /**
     * Adds a source, such as the filter's init-params. Other names than those of settings are
     * passed over.
     *
     * @throws SettingsException if a name that starts with {@code latchkey.} is not known, or a
     *     name is a setting's but for its spelling, such as a capital or an invisible character
     */
    public Builder source(String name, Map<String, String> values) {
      sources.add(SettingSource.ofNames(name, values));
      return this;
    }

    /**
     * Adds the sources of a {@link ProgramSettings}, in their order, if there is one.
     *
     * @param attribute the attribute {@link ProgramSettings#ATTRIBUTE} of the servlet context;
     *     ignored if it is null or of another type
     * @throws SettingsException if a name that starts with {@code latchkey.} is not known
     */
    public Builder program(@Nullable Object attribute) {
      if (attribute instanceof ProgramSettings program) {
        program.sources().forEach(source -> source(source.name(), source.values()));
      }
      return this;
    }

    /**
     * Adds a source that lists its names and gives the value of each, such as the parameters of a
     * servlet context; a name without a value does not count.
     *
     * @param names null means no names: the context of a servlet mock may have none
     * @throws SettingsException if a name that starts with {@code latchkey.} is not known
     */
    public Builder source(
        String name,
        @Nullable Enumeration<String> names,
        Function<String, @Nullable String> values) {
      if (names != null) {
        sources.add(SettingSource.ofNames(name, names, values));
      }
      return this;
    }

    /**
     * Adds environment variables; see {@link Setting#environmentName}.
     *
     * @throws SettingsException if a variable that starts with {@code LATCHKEY_} is not known
     */
    public Builder environment(Map<String, String> environment) {
      sources.add(SettingSource.ofEnvironment(environment));
      return this;
    }

    /**
     * Adds this process's system properties and environment.
     *
     * @throws SettingsException if a name there is not known
     */
    public Builder process() {
      sources.add(SettingSource.ofProperties("system property", System.getProperties()));
      return environment(System.getenv());
    }

    /** Sets what holds when no other source has a value: what an application packs with itself. */
    public Builder defaults(Map<String, String> values) {
      defaults = Map.copyOf(values);
      return this;
    }

    /**
     * Sets the defaults from {@value Settings#DEFAULTS_RESOURCE}, if there is one.
     *
     * @param application the class loader of the application; null means that of this class, since
     *     an application in an embedded server or in a servlet mock may have none of its own
     * @throws SettingsException if that resource cannot be read, or sets a name twice
     */
    public Builder defaults(@Nullable ClassLoader application) {
      ClassLoader loader = application == null ? Settings.class.getClassLoader() : application;
      try (InputStream resource = loader.getResourceAsStream(DEFAULTS_RESOURCE)) {
        return resource == null
            ? this
            : defaults(PropertiesText.parse(DEFAULTS_RESOURCE, resource.readAllBytes()));
      } catch (IOException e) {
        throw new SettingsException(
            DEFAULTS_RESOURCE + " cannot be read: " + FileProblem.reason(e));
      }
    }

    /**
     * Reads {@code latchkey.properties} in the data directory, if it is there, and ends.
     *
     * @throws SettingsException if that file cannot be read, or holds an unknown name, a name
     *     twice, or {@link Setting#DATA_DIR}
     */
    public Settings build() {
      SettingSource last = SettingSource.ofDefaults(defaults);
      List<SettingSource> all = new ArrayList<>(sources);
      all.add(last);
      Path directory = new Settings(all).dataDirectory();
      Path file = directory.resolve(FILE_NAME);
      all.remove(last);
      // A file that may be there but cannot be reached must not count as no settings.
      if (!Files.isRegularFile(directory) && !TextFile.isAbsent(file)) {
        all.add(SettingSource.ofFile(file));
      }
      all.add(last);
      return new Settings(all);
    }
  }
}
