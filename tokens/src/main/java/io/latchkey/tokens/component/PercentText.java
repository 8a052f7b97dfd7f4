package io.latchkey.tokens.component;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The percent-encoding of values in restrictions. Each value has exactly one encoding: a character
 * is encoded if and only if it is not allowed raw, with upper-case hex.
 */
final class PercentText {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();
  private static final String ENCODED_PRINTABLE = "\"%+,:;=\\~";

  private PercentText() {}

  /** Encodes a value. */
  static String encode(String value) {
    StringBuilder text = new StringBuilder();
    for (byte each : value.getBytes(StandardCharsets.UTF_8)) {
      if (each > ' ' && each < 0x7f && ENCODED_PRINTABLE.indexOf(each) < 0) {
        text.append((char) each);
      } else {
        text.append('%').append(HEX.toHexDigits(each));
      }
    }
    return text.toString();
  }

  /**
   * Decodes a value.
   *
   * @return empty if the text is not the encoding of a value, or the value has a control character
   */
  static Optional<String> decode(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int at = 0; at < text.length(); at++) {
      char character = text.charAt(at);
      if (character == '%') {
        if (at + 2 >= text.length() || !isHex(text.charAt(at + 1)) || !isHex(text.charAt(at + 2))) {
          return Optional.empty();
        }
        bytes.write(HexFormat.fromHexDigits(text, at + 1, at + 3));
        at += 2;
      } else {
        bytes.write(character);
      }
    }
    return utf8(bytes.toByteArray())
        .filter(value -> value.codePoints().noneMatch(Character::isISOControl))
        .filter(value -> encode(value).equals(text));
  }

  private static boolean isHex(char character) {
    return Character.digit(character, 16) >= 0 && character < 0x80;
  }

  private static Optional<String> utf8(byte[] bytes) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
