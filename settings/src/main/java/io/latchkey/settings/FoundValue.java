package io.latchkey.settings;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The value of a setting as its source has it: the value itself, or {@code file:<path>}.
 *
 * @param source where it comes from
 */
record FoundValue(SettingName setting, SettingSource source, String value) {
  private static final String FILE_PREFIX = DocumentEntry.FILE_PREFIX;
  private static final Pattern LINE_END = Pattern.compile("\\R\\z");
  private static final int MAX_SHOWN = 200;

  /** The file that the value names. */
  Optional<ValueFile> file() {
    String text = value.strip();
    return text.startsWith(FILE_PREFIX)
        ? Optional.of(file(text.substring(FILE_PREFIX.length())))
        : Optional.empty();
  }

  ValueFile file(String path) {
    return ValueFile.of(setting, source.name(), path);
  }

  /**
   * The text that the setting has; empty only for one whose file may be absent.
   *
   * @throws SettingsException if there is none otherwise, or its file cannot be used
   */
  Optional<String> text() {
    Optional<ValueFile> file = file();
    if (file.isEmpty()) {
      return Optional.of(required(setting.secret() ? value : value.strip()));
    }
    boolean mayBeAbsent = setting instanceof Setting known && known.mayBeAbsent();
    return mayBeAbsent
        ? file.get().readIfAny().map(this::trimmed)
        : Optional.of(required(file.get()));
  }

  private String required(ValueFile file) {
    String content = file.read();
    if (content.isBlank()) {
      throw problem(
          "file %s is blank; write the value into it, or remove the setting"
              .formatted(file.path()));
    }
    return trimmed(content);
  }

  private String trimmed(String content) {
    return setting.secret() ? LINE_END.matcher(content).replaceFirst("") : content.strip();
  }

  /**
   * The same text.
   *
   * @throws SettingsException if it is blank
   */
  String required(String text) {
    if (text.isBlank()) {
      throw problem("the value is blank; give one or remove the setting");
    }
    return text;
  }

  /** The file with this value in it, where it may be a secret: the one named, or the source. */
  Optional<Path> place(boolean isDocument) {
    Optional<ValueFile> named = file();
    if (named.isPresent()) {
      return named.map(ValueFile::path);
    }
    DocumentEntry entry = new DocumentEntry(Optional.empty(), value.strip());
    return isDocument && !entry.isInline() && !value.isBlank()
        ? Optional.of(file(entry.path()).path())
        : source.file();
  }

  /** The exception for a value that its reader cannot use. */
  SettingsException bad(String problem) {
    boolean show = !setting.secret() && value.length() <= MAX_SHOWN;
    return problem((show ? "'" + value.strip() + "' " : "the value ") + problem);
  }

  /** The same without the value. */
  SettingsException problem(String problem) {
    return SettingsException.of(setting, source.name(), problem);
  }

  /** The value may be a secret. */
  @Override
  public String toString() {
    return "FoundValue[" + setting.key() + " from " + source.name() + "]";
  }
}
