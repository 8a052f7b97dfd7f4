package io.latchkey.base.der;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One element of DER (ITU-T X.690). Its length and the form of its tag are checked, but not its
 * content; see {@link DerSyntax}. Immutable.
 */
public final class DerElement {
  private static final int LONG_TAG = 0x1f;
  private static final int MAX_TAG_NUMBER = 1 << 23;
  private static final int MAX_LENGTH_BYTES = 3;

  private final byte[] source;
  private final int begin;
  private final int contentBegin;
  private final int end;

  private DerElement(byte[] source, int begin, int contentBegin, int end) {
    this.source = source;
    this.begin = begin;
    this.contentBegin = contentBegin;
    this.end = end;
  }

  /** The identifier octet; the first one if the tag has several. */
  public int tag() {
    return source[begin] & 0xff;
  }

  /** Where the content begins in the bytes from which the element was read. */
  int contentBegin() {
    return contentBegin;
  }

  /** Where the element ends in the bytes from which it was read. */
  int end() {
    return end;
  }

  /** The element without its tag and length. */
  public byte[] content() {
    return Arrays.copyOfRange(source, contentBegin, end);
  }

  /** The element with its tag and length. */
  public byte[] encoded() {
    return Arrays.copyOfRange(source, begin, end);
  }

  /**
   * Reads elements that follow each other. They share the bytes, which must not change.
   *
   * @throws IllegalArgumentException if the bytes are not DER: an element is truncated, its length
   *     is indefinite, not minimal or above 16 MiB, or its tag is not minimal or too large
   */
  public static List<DerElement> all(byte[] bytes) {
    return all(bytes, 0, bytes.length);
  }

  private static List<DerElement> all(byte[] bytes, int from, int to) {
    List<DerElement> elements = new ArrayList<>();
    int at = from;
    while (at < to) {
      DerElement element = at(bytes, at, to);
      elements.add(element);
      at = element.end;
    }
    return elements;
  }

  /**
   * Reads the element that begins at an index.
   *
   * @param limit where the bytes that belong to it end at the latest
   */
  static DerElement at(byte[] bytes, int begin, int limit) {
    boolean isLong = (byteAt(bytes, begin, limit) & LONG_TAG) == LONG_TAG;
    int lengthAt = isLong ? afterLongTag(bytes, begin + 1, limit) : begin + 1;
    int first = byteAt(bytes, lengthAt, limit);
    int more = first < Der.LONG_LENGTH ? 0 : first - Der.LONG_LENGTH;
    require(first != Der.LONG_LENGTH && more <= MAX_LENGTH_BYTES);
    int length = more == 0 ? first : 0;
    for (int i = 1; i <= more; i++) {
      length = length << Byte.SIZE | byteAt(bytes, lengthAt + i, limit);
    }
    int content = lengthAt + 1 + more;
    require(more == 0 || length >= Math.max(Der.LONG_LENGTH, 1 << (Byte.SIZE * (more - 1))));
    require(length <= limit - content);
    return new DerElement(bytes, begin, content, content + length);
  }

  private static int afterLongTag(byte[] bytes, int from, int limit) {
    int index = from;
    int number = 0;
    int octet;
    do {
      octet = byteAt(bytes, index++, limit);
      number = number << 7 | (octet & 0x7f);
      require(number != 0 && number < MAX_TAG_NUMBER);
    } while (octet >= 0x80);
    require(number >= LONG_TAG);
    return index;
  }

  private static int byteAt(byte[] bytes, int index, int to) {
    require(index < to);
    return bytes[index] & 0xff;
  }

  private static void require(boolean holds) {
    if (!holds) {
      throw new IllegalArgumentException("is not DER");
    }
  }

  /** Returns the elements in this element. */
  public List<DerElement> parts() {
    return all(source, contentBegin, end);
  }

  /** Returns the elements in this element that have a tag. */
  public List<DerElement> parts(int wanted) {
    return parts().stream().filter(part -> part.tag() == wanted).toList();
  }

  /**
   * Returns the element in the value of an extension, which the JDK returns as an octet string.
   *
   * @return empty if there is no extension, or it is malformed
   */
  public static Optional<DerElement> ofExtension(byte @Nullable [] value) {
    if (value == null) {
      return Optional.empty();
    }
    try {
      return all(value).stream()
          .filter(outer -> outer.tag() == Der.OCTET_STRING)
          .flatMap(outer -> outer.parts().stream())
          .findFirst();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
