package io.latchkey.settings;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The raw value of a setting: the value itself, or {@code file:<path>}.
 *
 * @param source the source of the value
 */
record FoundValue(SettingName setting, SettingSource source, String value) {
  private static final String FILE_PREFIX = DocumentEntry.FILE_PREFIX;
  private static final Pattern LINE_END = Pattern.compile("\\R\\z");
  private static final int MAX_SHOWN = 200;

  /** The file in {@code file:<path>}. */
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
   * Returns the value, read from its file if it names one. Empty only for a setting whose file may
   * be absent.
   *
   * @throws SettingsException if the file cannot be read or is blank
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
    boolean mayBeEmpty = setting instanceof Setting known && known.mayBeEmpty();
    if (content.isBlank() && !mayBeEmpty) {
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
   * Returns the value.
   *
   * @throws SettingsException if it is blank
   */
  String required(String text) {
    if (text.isBlank()) {
      throw problem("the value is blank; set a value or remove the setting");
    }
    return text;
  }

  /**
   * The file that contains the value if it may be secret: the file that it names, or the source.
   */
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

  /** Returns the exception for a value that is invalid for its reader. */
  SettingsException bad(String problem) {
    return problem((isShown() ? "'" + value.strip() + "' " : "the value ") + problem);
  }

  /** Returns an exception for a value that is none of two or more words. */
  SettingsException notOneOf(List<String> words) {
    int last = words.size() - 1;
    return problem(
        "must be %s or %s%s"
            .formatted(
                String.join(", ", words.subList(0, last)),
                words.get(last),
                isShown() ? ", not '" + value.strip() + "'" : ""));
  }

  /** Returns the same exception, without the value in the message. */
  SettingsException problem(String problem) {
    return SettingsException.of(setting, source.name(), problem);
  }

  private boolean isShown() {
    return !setting.secret() && value.length() <= MAX_SHOWN;
  }

  /** Does not show the value, which may be secret. */
  @Override
  public String toString() {
    return "FoundValue[" + setting.key() + " from " + source.name() + "]";
  }
}
