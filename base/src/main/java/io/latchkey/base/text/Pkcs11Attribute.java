package io.latchkey.base.text;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An attribute of a PKCS#11 URI (RFC 7512 section 2.3). Immutable. {@code toString} does not show
 * the value, which may be a PIN.
 *
 * @param name the name as written, which may be unknown or empty
 * @param encoded the value with its percent-encoding; empty if the attribute has no {@code =}
 */
public record Pkcs11Attribute(String name, Optional<String> encoded) {
  /** The scheme of the URIs. */
  public static final String SCHEME = "pkcs11:";

  /** The name of the attribute with the place of the PIN (RFC 7512 section 2.4). */
  public static final String PIN_SOURCE = "pin-source";

  /**
   * Returns the attributes of the path, then those of the query. Accepts any text: the scheme may
   * be absent, and attributes may be malformed or repeated.
   */
  public static List<Pkcs11Attribute> of(String uri) {
    String rest = uri.startsWith(SCHEME) ? uri.substring(SCHEME.length()) : uri;
    String[] parts = rest.split("\\?", 2);
    Stream<String> path = split(parts[0], ";");
    Stream<String> query = parts.length < 2 ? Stream.empty() : split(parts[1], "&");
    return Stream.concat(path, query).map(Pkcs11Attribute::parse).toList();
  }

  private static Stream<String> split(String part, String separator) {
    return part.isEmpty() ? Stream.empty() : Stream.of(part.split(separator, -1));
  }

  private static Pkcs11Attribute parse(String text) {
    int equals = text.indexOf('=');
    return equals < 0
        ? new Pkcs11Attribute(text, Optional.empty())
        : new Pkcs11Attribute(text.substring(0, equals), Optional.of(text.substring(equals + 1)));
  }

  /** Returns the value; empty if there is none, or its percent-encoding is malformed. */
  public Optional<String> value() {
    return encoded
        .flatMap(PercentEncoding::decode)
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return "Pkcs11Attribute[name=" + name + "]";
  }
}
