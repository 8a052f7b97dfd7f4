package io.latchkey.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A text file in UTF-8 that an operator has written, such as a secret or PEM. A byte order mark
 * before the text, as some editors write it, is no part of it.
 */
public final class TextFile {
  private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
  private static final int MAX_BYTES = 4 * 1024 * 1024;

  private TextFile() {}

  /**
   * Reads the text.
   *
   * @throws IOException if that is not possible, the file is a directory or larger than 4 MiB, or
   *     it is UTF-16 or no text; the message of a file that can be read but is no UTF-8 begins with
   *     the file and says what it is
   */
  public static String read(Path file) throws IOException {
    byte[] bytes = bytes(file);
    if (bytes.length >= 2
        && ((bytes[0] == (byte) 0xFE && bytes[1] == (byte) 0xFF)
            || (bytes[0] == (byte) 0xFF && bytes[1] == (byte) 0xFE))) {
      throw new IOException(file + ": begins with the byte order mark of UTF-16; save it as UTF-8");
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      if (text.indexOf('\0') >= 0) {
        throw new IOException(
            file + ": has a zero byte, so it is UTF-16 or no text; save it as UTF-8");
      }
      return text;
    } catch (CharacterCodingException e) {
      throw new IOException(file + ": is not UTF-8 text", e);
    }
  }

  /** Reads the content without a byte order mark, for a file that may also be binary. */
  static byte[] bytes(Path file) throws IOException {
    byte[] bytes = bounded(file);
    boolean marked =
        bytes.length >= MARK.length && Arrays.equals(bytes, 0, MARK.length, MARK, 0, MARK.length);
    return marked ? Arrays.copyOfRange(bytes, MARK.length, bytes.length) : bytes;
  }

  /** Some files, such as devices, have no end. */
  private static byte[] bounded(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException(file + ": is a directory");
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new IOException(file + ": is larger than 4 MiB, so it is another file than meant");
      }
      return bytes;
    }
  }
}
