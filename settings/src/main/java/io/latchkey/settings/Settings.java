package io.latchkey.settings;

import io.latchkey.base.io.ConfiguredValue;
import io.latchkey.base.net.ServerUrl;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The values of all settings, each from the first source that has it. The sources, in this order:
 * those that were added with {@link SettingsBuilder#source}, system properties, environment
 * variables, {@code latchkey.properties} in the data directory, and the defaults of the
 * application.
 *
 * <p>Any value may be {@code file:<path>}; the value is then the content of the file. White space
 * around a value is ignored, except in a secret: of a secret in a file, only the line end at the
 * end of the file is removed. Immutable and safe for use by several threads. Files are read on each
 * access.
 *
 * <pre>{@code
 * Settings settings = Settings.builder().process().build();
 * Optional<String> psk = settings.text(Setting.PSK);
 * }</pre>
 */
public final class Settings {
  /** The file of settings in the data directory. */
  public static final String FILE_NAME = "latchkey.properties";

  /** The resource on the class path of an application that contains its defaults. */
  public static final String DEFAULTS_RESOURCE = "META-INF/latchkey-defaults.properties";

  /** The data directory when {@link Setting#DATA_DIR} is not set. */
  public static final String DEFAULT_DATA_DIR = "latchkey-data";

  /** The prefix of the name of a source that is a command line flag. */
  private static final String FLAG_PREFIX = "--";

  private final List<SettingSource> sources;

  Settings(List<SettingSource> sources) {
    this.sources = List.copyOf(sources);
  }

  /** Creates a builder without sources. */
  public static SettingsBuilder builder() {
    return new SettingsBuilder();
  }

  /**
   * Returns the value as text. {@link Setting#PREVIOUS_PSK} is empty if its file is absent or
   * blank.
   *
   * @throws SettingsException if the file cannot be read, or the value is blank
   */
  public Optional<String> text(SettingName setting) {
    return find(setting).flatMap(FoundValue::text);
  }

  /**
   * Returns a document, such as a PEM file. It is inline if the value starts with {@code
   * -----BEGIN} or is the base64 of such a text in one line; otherwise the value is a path, with or
   * without {@code file:}.
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
   * Reads the documents of a comma-separated list, such as PEM files. An entry is inline if it
   * starts with {@code -----BEGIN} or is one line of base64; otherwise it is a path, with or
   * without {@code file:}. A prefix {@code name=} names it. White space around an entry is ignored.
   *
   * <p>{@linkplain #urls URLs} are skipped.
   *
   * @return empty if the setting has no value
   * @throws SettingsException if a file cannot be read, or the value is blank
   */
  public List<NamedDocument> documents(SettingName setting) {
    return listedDocuments(setting).stream().map(ListedDocument::read).toList();
  }

  /**
   * Returns the same documents, unread.
   *
   * @throws SettingsException if an entry is not a path, or the value is blank
   */
  public List<ListedDocument> listedDocuments(SettingName setting) {
    return list(setting, DocumentList::documents).orElseGet(List::of);
  }

  /**
   * Returns the URLs in a list of {@link #documents}: entries that start with {@code https://} or
   * {@code http://}. Fetches nothing.
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

  /** Whether a source has a value for the setting. Reads no file. */
  public boolean isSet(SettingName setting) {
    return find(setting).isPresent();
  }

  /**
   * Returns the URL of a server.
   *
   * @param example a URL for the message
   * @throws SettingsException if the value is not the URL of a server
   */
  @SuppressWarnings("exports") // for other modules of Latchkey
  public Optional<ServerUrl> serverUrl(SettingName setting, String example) {
    return text(setting)
        .map(
            text ->
                ServerUrl.parse(text)
                    .orElseThrow(
                        () ->
                            bad(
                                setting,
                                "is not the URL of a server; write for example " + example)));
  }

  /**
   * Returns the URL at which clients reach this server, by {@link Setting#PUBLIC_URL}.
   *
   * @throws SettingsException if the value is not the URL of a server
   */
  @SuppressWarnings("exports") // for other modules of Latchkey
  public Optional<ServerUrl> publicUrl() {
    return serverUrl(Setting.PUBLIC_URL, "https://ca.example.org:8900");
  }

  /**
   * Returns the file of a value {@code file:<path>} of {@link #text}; empty if it has none.
   *
   * @throws SettingsException if the value is not a path
   */
  public Set<Path> files(SettingName... settings) {
    Set<Path> files = new LinkedHashSet<>();
    for (SettingName setting : settings) {
      find(setting).flatMap(FoundValue::file).map(ValueFile::path).ifPresent(files::add);
    }
    return files;
  }

  /**
   * Returns a duration in ISO 8601 format, such as {@code PT30S} or {@code P365D}.
   *
   * @throws SettingsException if the value is not a duration, or is out of range
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
                throw found.bad("is not an ISO 8601 duration; write for example PT30S or P365D");
              }
              if (duration.compareTo(least) < 0 || duration.compareTo(most) > 0) {
                throw found.bad("must be from %s to %s".formatted(least, most));
              }
              return duration;
            });
  }

  /**
   * Returns a whole number.
   *
   * @throws SettingsException if the value is not a whole number, or is out of range
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
   * Returns one of two words.
   *
   * @param standard the word if the setting is not set
   * @throws SettingsException if the value is another word
   */
  public String oneOf(SettingName setting, String standard, String other) {
    return word(setting, standard, other).orElse(standard);
  }

  private Optional<String> word(SettingName setting, String... words) {
    return find(setting)
        .map(
            found -> {
              String value = required(found);
              if (!List.of(words).contains(value)) {
                throw found.notOneOf(List.of(words));
              }
              return value;
            });
  }

  /**
   * Returns {@code true} or {@code false}; false if not set.
   *
   * @throws SettingsException if the value is another word
   */
  public boolean flag(SettingName setting) {
    return word(setting, "true", "false").map(Boolean::parseBoolean).orElse(false);
  }

  /**
   * Whether requests need an authenticated caller, by {@link Setting#AUTH}; true if not set.
   *
   * @throws SettingsException if the value is neither {@code required} nor {@code disabled}
   */
  public boolean requiresAuthentication() {
    return oneOf(Setting.AUTH, "required", "disabled").equals("required");
  }

  /**
   * Whether TLS clients are asked for a certificate, by {@link Setting#TLS_CLIENT_AUTH}; false if
   * not set.
   *
   * @throws SettingsException if the value is neither {@code none} nor {@code want}
   */
  public boolean asksForClientCertificates() {
    return oneOf(Setting.TLS_CLIENT_AUTH, "none", "want").equals("want");
  }

  /**
   * Returns the failure of a setting that needs the CA on this server, although {@link
   * Setting#CA_URL} names another server.
   */
  public SettingsException needsOwnCa(SettingName setting) {
    return bad(
        setting,
        "needs the CA on this server, and latchkey.ca.url names another; remove one of the two");
  }

  /** Returns one setting, for code that does not know settings. */
  @SuppressWarnings("exports") // for other modules of Latchkey
  public ConfiguredValue value(SettingName setting) {
    return new SettingValue(this, setting);
  }

  /** Returns the parts of a comma-separated list, without surrounding white space. */
  public Optional<List<String>> list(SettingName setting) {
    return text(setting).map(value -> split(value).toList());
  }

  private static Stream<String> split(String value) {
    return Stream.of(value.split(",", -1)).map(String::strip).filter(part -> !part.isEmpty());
  }

  /** Returns the names of all issuers with an {@link IssuerSetting}, in alphabetical order. */
  public SortedSet<String> issuers() {
    return sources.stream()
        .flatMap(source -> source.values().keySet().stream())
        .filter(IssuerSetting.class::isInstance)
        .map(name -> ((IssuerSetting) name).issuer())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Returns the data directory; by default {@value #DEFAULT_DATA_DIR} in the working directory. */
  public Path dataDirectory() {
    return find(Setting.DATA_DIR)
        .map(found -> found.file(required(found)).path())
        .orElseGet(() -> Path.of(DEFAULT_DATA_DIR));
  }

  /**
   * Returns warnings about files with secrets that every user of this host can read or write: files
   * of secret values, and {@value #FILE_NAME} if it contains one. Each warning is one line with the
   * file and its mode.
   */
  public List<String> exposedSecrets() {
    List<FoundValue> values =
        Stream.of(Setting.values()).flatMap(setting -> find(setting).stream()).toList();
    return ExposedSecrets.onThisHost().warnings(values);
  }

  /**
   * Returns the name of a setting for messages: the command line flag that sets it, such as {@code
   * --psk}, otherwise its key.
   */
  public String shownName(SettingName setting) {
    return find(setting)
        .map(found -> found.source().name())
        .filter(source -> source.startsWith(FLAG_PREFIX))
        .orElse(setting.key());
  }

  /**
   * Whether the value of a setting is a default of the application, see {@link #DEFAULTS_RESOURCE}.
   */
  public boolean isApplicationDefault(SettingName setting) {
    return find(setting)
        .filter(found -> found.source().name().equals(SettingSource.APPLICATION_DEFAULT))
        .isPresent();
  }

  /** Returns the exception for an invalid value; its message names the source. */
  public SettingsException bad(SettingName setting, String problem) {
    return find(setting)
        .map(found -> found.bad(problem))
        .orElseGet(() -> new SettingsException(setting.key() + ": " + problem));
  }

  /**
   * Returns the same exception for a problem that quotes the invalid part; the whole value is not
   * shown.
   */
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
}
