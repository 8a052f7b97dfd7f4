package io.latchkey.base.text;

import java.io.IOException;
import java.io.Serial;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Strict UTF-8 decoding that drops byte order marks. */
public final class Utf8 {
  private static final char MARK = '\uFEFF';

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
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new NotUtf8Exception("it is not UTF-8 text");
    }
    if (text.indexOf('\0') >= 0) {
      throw new NotUtf8Exception(
          "it has a zero byte, so it is UTF-16 or not text; save it as UTF-8");
    }
    return withoutMark(text);
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
