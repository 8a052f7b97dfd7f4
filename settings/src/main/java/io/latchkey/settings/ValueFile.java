package io.latchkey.settings;

import io.latchkey.settings.Utf8Text.NotUtf8Exception;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * A file that the value of a setting names.
 *
 * @param setting the setting, for messages
 * @param source where its value is from, for messages
 */
record ValueFile(SettingName setting, String source, Path path) {
  static final int MAX_BYTES = 1 << 20;

  static ValueFile of(SettingName setting, String source, String path) {
    // Messages show paths in one line, and must not show a key that stands where a path should.
    if (path.contains(DocumentEntry.PEM_MARK) || path.chars().anyMatch(Character::isISOControl)) {
      throw SettingsException.of(setting, source, "the value is no path of a file");
    }
    try {
      return new ValueFile(setting, source, Path.of(path));
    } catch (InvalidPathException e) {
      throw SettingsException.of(setting, source, "the value is no path of a file");
    }
  }

  SourcedText document() {
    return new SourcedText("file " + path, read(), Optional.of(path));
  }

  /** The text of the file; empty if there is no such file, or nothing but white space in it. */
  Optional<String> readIfAny() {
    if (isAbsent(path)) {
      return Optional.empty();
    }
    return Optional.of(read()).filter(text -> !text.isBlank());
  }

  /** Whether there certainly is no such file: one that cannot be reached may be there. */
  static boolean isAbsent(Path file) {
    try {
      Files.readAttributes(file, BasicFileAttributes.class);
      return false;
    } catch (NoSuchFileException e) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * The text of the file.
   *
   * @throws SettingsException if it cannot be read, is over 1 MiB, or is not UTF-8
   */
  String read() {
    if (Files.isDirectory(path)) {
      throw SettingsException.of(setting, source, "file " + path + " is a directory");
    }
    try (InputStream in = Files.newInputStream(path)) {
      byte[] content = in.readNBytes(MAX_BYTES + 1);
      if (content.length > MAX_BYTES) {
        throw SettingsException.of(setting, source, "file " + path + " is over 1 MiB");
      }
      return Utf8Text.decode(content);
    } catch (IOException e) {
      throw SettingsException.of(
          setting, source, "file " + path + " cannot be read: " + reason(path, e));
    }
  }

  /** Why a file cannot be read, to go on a sentence. */
  static String reason(Path file, IOException e) {
    if (Files.isDirectory(file)) {
      return "it is a directory";
    }
    if (e instanceof NoSuchFileException) {
      return "there is no such file";
    }
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof NotUtf8Exception problem) {
      return String.valueOf(problem.getMessage());
    }
    return e.getClass().getSimpleName();
  }
}
