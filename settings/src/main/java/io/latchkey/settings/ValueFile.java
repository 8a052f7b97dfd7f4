package io.latchkey.settings;

import io.latchkey.base.io.FileProblem;
import io.latchkey.base.io.TextFile;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A file that the value of a setting names.
 *
 * @param setting the setting, for messages
 * @param source the source of its value, for messages
 */
record ValueFile(SettingName setting, String source, Path path) {
  private static final int MAX_BYTES = 1 << 20;

  static ValueFile of(SettingName setting, String source, String path) {
    // Messages show paths in one line, and must not show a key that was set instead of a path.
    if (path.contains(DocumentEntry.PEM_MARK) || path.chars().anyMatch(Character::isISOControl)) {
      throw SettingsException.of(setting, source, "the value is not the path of a file");
    }
    try {
      return new ValueFile(setting, source, Path.of(path));
    } catch (InvalidPathException e) {
      throw SettingsException.of(setting, source, "the value is not the path of a file");
    }
  }

  SourcedText document() {
    return new SourcedText("file " + path, read(), Optional.of(path));
  }

  /** Returns the text of the file; empty if the file is absent or blank. */
  Optional<String> readIfAny() {
    if (TextFile.isAbsent(path)) {
      return Optional.empty();
    }
    return Optional.of(read()).filter(text -> !text.isBlank());
  }

  /**
   * Returns the text of the file.
   *
   * @throws SettingsException if it cannot be read, is over 1 MiB, or is not UTF-8
   */
  String read() {
    try {
      return TextFile.read(path, MAX_BYTES);
    } catch (IOException e) {
      throw SettingsException.of(
          setting, source, "file " + path + " cannot be read: " + FileProblem.reason(e));
    }
  }
}
