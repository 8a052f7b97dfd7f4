package io.latchkey.base.io;

import io.latchkey.base.text.Utf8;
import io.latchkey.base.text.Utf8.NotUtf8Exception;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Reads files that an operator has written, such as a secret or PEM. Byte order marks at the
 * beginning, which some editors write, are dropped.
 */
public final class TextFile {
  /** The largest file that is read unless the caller sets a smaller limit: 4 MiB. */
  public static final int MAX_BYTES = 4 << 20;

  private static final int MIB = 1 << 20;

  private TextFile() {}

  /**
   * Reads a text of at most {@link #MAX_BYTES}.
   *
   * @throws IOException if the file cannot be read, is a directory, is too large, or is not UTF-8;
   *     {@link FileProblem#reason} says why
   */
  public static String read(Path file) throws IOException {
    return read(file, MAX_BYTES);
  }

  /**
   * Reads a text.
   *
   * @param maxBytes the largest file that is read: whole MiB
   * @throws IOException if the file cannot be read, is a directory, is too large, or is not UTF-8;
   *     {@link FileProblem#reason} says why
   */
  public static String read(Path file, int maxBytes) throws IOException {
    try {
      return Utf8.decode(bounded(file, maxBytes));
    } catch (NotUtf8Exception e) {
      throw unusable(file, String.valueOf(e.getMessage()));
    }
  }

  /** Reads at most {@link #MAX_BYTES} of a file that need not be text. */
  public static byte[] bytes(Path file) throws IOException {
    return Utf8.withoutMark(bounded(file, MAX_BYTES));
  }

  /**
   * Whether there certainly is no such file. A file that cannot be reached, for example because a
   * directory in its path cannot be read, is not absent.
   */
  public static boolean isAbsent(Path file) {
    try {
      Files.readAttributes(file, BasicFileAttributes.class);
      return false;
    } catch (NoSuchFileException e) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Some files, such as devices, have no end. */
  private static byte[] bounded(Path file, int maxBytes) throws IOException {
    if (Files.isDirectory(file)) {
      throw unusable(file, "it is a directory");
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(maxBytes + 1);
      if (bytes.length > maxBytes) {
        throw unusable(file, "it is over %d MiB".formatted(maxBytes / MIB));
      }
      return bytes;
    }
  }

  private static FileSystemException unusable(Path file, String reason) {
    return new FileSystemException(file.toString(), null, reason);
  }
}
