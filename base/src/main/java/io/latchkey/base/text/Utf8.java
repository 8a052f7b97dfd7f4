package io.latchkey.base.text;

import java.io.IOException;
import java.io.Serial;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** Strict UTF-8 decoding, and byte order marks. */
public final class Utf8 {
  private static final char MARK = '\uFEFF';
  private static final byte[] ENCODED_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private Utf8() {}

  /**
   * Decodes UTF-8 and drops byte order marks at the beginning.
   *
   * @throws NotUtf8Exception if the bytes are not UTF-8, or contain a zero byte
   */
  public static String decode(byte[] bytes) throws NotUtf8Exception {
    if (startsWith(bytes, 0xFE, 0xFF) || startsWith(bytes, 0xFF, 0xFE)) {
      throw new NotUtf8Exception("it begins with the byte order mark of UTF-16; save it as UTF-8");
    }
    String text =
        decodeExactly(bytes).orElseThrow(() -> new NotUtf8Exception("it is not UTF-8 text"));
    if (text.indexOf('\0') >= 0) {
      throw new NotUtf8Exception(
          "it has a zero byte, so it is UTF-16 or not text; save it as UTF-8");
    }
    return withoutMark(text);
  }

  /** Decodes UTF-8 and keeps everything. Returns nothing if the bytes are not UTF-8. */
  public static Optional<String> decodeExactly(byte[] bytes) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /** Drops byte order marks at the beginning of bytes that need not be text. */
  public static byte[] withoutMark(byte[] bytes) {
    int start = 0;
    int end = ENCODED_MARK.length;
    while (end <= bytes.length
        && Arrays.equals(bytes, start, end, ENCODED_MARK, 0, ENCODED_MARK.length)) {
      start = end;
      end += ENCODED_MARK.length;
    }
    return start == 0 ? bytes : Arrays.copyOfRange(bytes, start, bytes.length);
  }

  /** Drops byte order marks at the beginning. */
  public static String withoutMark(String text) {
    int start = 0;
    while (start < text.length() && text.charAt(start) == MARK) {
      start++;
    }
    return text.substring(start);
  }

  private static boolean startsWith(byte[] bytes, int first, int second) {
    return bytes.length >= 2 && bytes[0] == (byte) first && bytes[1] == (byte) second;
  }

  /** The bytes are not UTF-8 text. The message says why and can follow "cannot be read:". */
  public static final class NotUtf8Exception extends IOException {
    @Serial private static final long serialVersionUID = 1;

    NotUtf8Exception(String message) {
      super(message);
    }
  }
}
