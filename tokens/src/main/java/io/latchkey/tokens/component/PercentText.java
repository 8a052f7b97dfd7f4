package io.latchkey.tokens.component;

import io.latchkey.base.text.PercentEncoding;
import io.latchkey.base.text.Utf8;
import java.util.Optional;

/**
 * The percent-encoding of values in restrictions. Each value has exactly one encoding: a character
 * is encoded if and only if it is not allowed raw, with upper-case hex.
 */
final class PercentText {
  private static final String ENCODED_PRINTABLE = "\"%+,:;=\\~";

  private PercentText() {}

  /** Encodes a value. */
  static String encode(String value) {
    return PercentEncoding.encode(value, PercentText::isRaw);
  }

  private static boolean isRaw(int character) {
    return character > ' ' && character < 0x7f && ENCODED_PRINTABLE.indexOf(character) < 0;
  }

  /**
   * Decodes a value.
   *
   * @return empty if the text is not the encoding of a value, or the value has a control character
   */
  static Optional<String> decode(String text) {
    return PercentEncoding.decode(text)
        .flatMap(Utf8::decodeExactly)
        .filter(value -> value.codePoints().noneMatch(Character::isISOControl))
        .filter(value -> encode(value).equals(text));
  }
}
