package io.latchkey.tokens.trust;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One element of DER (ITU-T X.690): the few extensions that the JDK does not parse. Immutable. */
final class DerElement {
  static final int INTEGER = 0x02;
  static final int OCTET_STRING = 0x04;

  private static final int LONG_LENGTH = 0x80;
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

  /** The identifier octet. */
  int tag() {
    return source[begin] & 0xff;
  }

  byte[] content() {
    return Arrays.copyOfRange(source, contentBegin, end);
  }

  /** The element with its tag and length. */
  byte[] encoded() {
    return Arrays.copyOfRange(source, begin, end);
  }

  /**
   * Reads elements that follow each other. They share the bytes, which must not change.
   *
   * @throws IllegalArgumentException if the bytes are not DER: an element is truncated, or its
   *     length is indefinite, not minimal or above 16 MiB
   */
  static List<DerElement> all(byte[] bytes) {
    return all(bytes, 0, bytes.length);
  }

  private static List<DerElement> all(byte[] bytes, int from, int to) {
    List<DerElement> elements = new ArrayList<>();
    int at = from;
    while (at < to) {
      int first = byteAt(bytes, at + 1, to);
      int more = first < LONG_LENGTH ? 0 : first - LONG_LENGTH;
      if (first == LONG_LENGTH || more > MAX_LENGTH_BYTES) {
        throw malformed();
      }
      int length = more == 0 ? first : 0;
      for (int i = 0; i < more; i++) {
        length = length << Byte.SIZE | byteAt(bytes, at + 2 + i, to);
      }
      int content = at + 2 + more;
      boolean minimal = more == 0 || length >= Math.max(LONG_LENGTH, 1 << (Byte.SIZE * (more - 1)));
      if (!minimal || length > to - content) {
        throw malformed();
      }
      elements.add(new DerElement(bytes, at, content, content + length));
      at = content + length;
    }
    return elements;
  }

  private static int byteAt(byte[] bytes, int index, int to) {
    if (index >= to) {
      throw malformed();
    }
    return bytes[index] & 0xff;
  }

  private static IllegalArgumentException malformed() {
    return new IllegalArgumentException("is not DER");
  }

  /** Returns the elements in this element. */
  List<DerElement> parts() {
    return all(source, contentBegin, end);
  }

  /** Returns the elements in this element that have a tag. */
  List<DerElement> parts(int wanted) {
    return parts().stream().filter(part -> part.tag() == wanted).toList();
  }

  /**
   * Returns the element in the value of an extension, which the JDK returns as an octet string.
   *
   * @return empty if there is no extension, or it is malformed
   */
  static Optional<DerElement> ofExtension(byte @Nullable [] value) {
    if (value == null) {
      return Optional.empty();
    }
    try {
      return all(value).stream()
          .filter(outer -> outer.tag() == OCTET_STRING)
          .flatMap(outer -> outer.parts().stream())
          .findFirst();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The subject key identifier of a certificate (RFC 5280 section 4.2.1.2). */
  static Optional<byte[]> subjectKeyIdentifier(X509Certificate certificate) {
    return ofExtension(certificate.getExtensionValue("2.5.29.14"))
        .filter(value -> value.tag() == OCTET_STRING)
        .map(DerElement::content);
  }

  /** The key identifier in the authority key identifier of a certificate (section 4.2.1.1). */
  static Optional<byte[]> authorityKeyIdentifier(X509Certificate certificate) {
    try {
      return ofExtension(certificate.getExtensionValue("2.5.29.35")).stream()
          .flatMap(value -> value.parts(0x80).stream())
          .map(DerElement::content)
          .findFirst();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
