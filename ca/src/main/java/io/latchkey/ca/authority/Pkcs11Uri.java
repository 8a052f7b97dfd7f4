package io.latchkey.ca.authority;

import io.latchkey.base.io.FileProblem;
import io.latchkey.base.io.TextFile;
import io.latchkey.base.text.Pkcs11Attribute;
import io.latchkey.base.text.Printable;
import io.latchkey.ca.AuthorityUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A PKCS#11 token by its URI (RFC 7512), such as {@code
 * pkcs11:slot-id=1?module-path=/usr/lib/softhsm/libsofthsm2.so&pin-source=file:/run/secrets/pin}.
 * {@code toString} does not show the PIN.
 *
 * @param library the absolute path of the PKCS#11 library
 * @param slotId the id of the slot; empty for the first slot
 * @param pin the PIN of the user
 */
record Pkcs11Uri(Path library, Optional<Long> slotId, Optional<String> pin) {
  private static final String SLOT = "slot-id";
  private static final String MODULE = "module-path";
  private static final String PIN = "pin-value";
  private static final Set<String> KNOWN = Set.of(SLOT, MODULE, PIN, Pkcs11Attribute.PIN_SOURCE);

  /**
   * Parses a URI.
   *
   * @throws AuthorityUnavailableException if it is malformed, has an attribute that is not
   *     supported, or names a file that cannot be read
   */
  static Pkcs11Uri parse(String text) {
    if (!text.startsWith(Pkcs11Attribute.SCHEME)) {
      throw bad("must begin with pkcs11:");
    }
    Map<String, String> attributes = attributes(text);
    String module = attributes.get(MODULE);
    if (module == null) {
      throw bad("must name the PKCS#11 library with module-path");
    }
    Path library = path(module);
    if (!library.isAbsolute() || !Files.isReadable(library)) {
      throw bad(
          "names the library '%s', which is not the absolute path of a readable file"
              .formatted(Printable.line(module, 200)));
    }
    return new Pkcs11Uri(
        library, Optional.ofNullable(attributes.get(SLOT)).map(Pkcs11Uri::number), pin(attributes));
  }

  private static Map<String, String> attributes(String text) {
    Map<String, String> attributes = new HashMap<>();
    for (Pkcs11Attribute each : Pkcs11Attribute.of(text)) {
      String name = each.name();
      if (!KNOWN.contains(name) || each.encoded().isEmpty()) {
        throw bad(
            "has the attribute '%s'; use slot-id, module-path, pin-value and pin-source"
                .formatted(Printable.line(name, 40)));
      }
      String value = each.value().orElseThrow(() -> bad("has a malformed percent-encoding"));
      if (attributes.put(name, value) != null) {
        throw bad("has the attribute '%s' twice".formatted(name));
      }
    }
    return attributes;
  }

  private static long number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw bad("has the slot-id '%s', which is not a number".formatted(Printable.line(text, 40)));
    }
  }

  private static Optional<String> pin(Map<String, String> attributes) {
    String source = attributes.get(Pkcs11Attribute.PIN_SOURCE);
    if (source == null) {
      return Optional.ofNullable(attributes.get(PIN));
    }
    if (attributes.containsKey(PIN)) {
      throw bad("has both pin-value and pin-source");
    }
    Path file = path(source.startsWith("file:") ? source.substring("file:".length()) : source);
    try {
      return Optional.of(TextFile.read(file).strip());
    } catch (IOException e) {
      throw bad(
          "has the pin-source '%s', which cannot be read: %s"
              .formatted(file, FileProblem.reason(e)));
    }
  }

  private static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw bad("has a malformed path");
    }
  }

  private static AuthorityUnavailableException bad(String problem) {
    return new AuthorityUnavailableException("latchkey.ca.keystore " + problem);
  }

  @Override
  public String toString() {
    return "Pkcs11Uri[library=%s, slotId=%s]".formatted(library, slotId);
  }
}
