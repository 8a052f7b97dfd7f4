package io.latchkey.ca.policy;

import io.latchkey.base.der.Der;
import io.latchkey.base.der.DerElement;
import io.latchkey.base.der.DerSyntax;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Finds the parts of a certificate that come from its request, by their place in the encoding (RFC
 * 5280 section 4.1): the subject, the public key and the subject alternative names.
 */
final class CertificateParts {
  private static final int BOOLEAN = 0x01;
  private static final int VERSION = 0xa0;
  private static final int EXTENSIONS = 0xa3;

  // The places of the fields; the version is the first one.
  private static final int SUBJECT = 5;
  private static final int KEY = 6;
  private static final int LAST = 7;

  /** 2.5.29.17. */
  private static final byte[] ALTERNATIVE_NAME = {0x06, 0x03, 0x55, 0x1d, 0x11};

  private final byte[] subject;
  private final byte[] key;
  private final Optional<byte[]> names;

  private CertificateParts(byte[] der) throws IOException {
    DerElement content = parts(DerElement.all(der).get(0), Der.SEQUENCE).get(0);
    List<DerElement> fields = parts(content, Der.SEQUENCE);
    require(fields.get(0).tag() == VERSION);
    this.subject = fields.get(SUBJECT).encoded();
    this.key = fields.get(KEY).encoded();
    this.names = names(parts(fields.get(LAST), EXTENSIONS).get(0));
  }

  /**
   * Finds the parts of a certificate of version 3 with extensions and without unique identifiers.
   *
   * @param der a certificate of which {@link DerSyntax} has checked the encoding
   * @throws IOException if it has another structure
   */
  static CertificateParts of(byte[] der) throws IOException {
    try {
      return new CertificateParts(der);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new IOException("The certificate is truncated", e);
    }
  }

  /** The subject, a {@code Name} in DER. */
  byte[] subject() {
    return subject;
  }

  /** The public key, a {@code SubjectPublicKeyInfo} in DER. */
  byte[] key() {
    return key;
  }

  /** The subject alternative names, {@code GeneralNames} in DER; empty without the extension. */
  Optional<byte[]> names() {
    return names;
  }

  private static Optional<byte[]> names(DerElement extensions) throws IOException {
    Optional<byte[]> found = Optional.empty();
    for (DerElement extension : parts(extensions, Der.SEQUENCE)) {
      List<DerElement> parts = parts(extension, Der.SEQUENCE);
      if (Arrays.equals(parts.get(0).encoded(), ALTERNATIVE_NAME)) {
        DerElement value = parts.get(parts.get(1).tag() == BOOLEAN ? 2 : 1);
        require(found.isEmpty() && value.tag() == Der.OCTET_STRING);
        found = Optional.of(value.content());
      }
    }
    return found;
  }

  private static List<DerElement> parts(DerElement element, int tag) throws IOException {
    require(element.tag() == tag);
    return element.parts();
  }

  private static void require(boolean holds) throws IOException {
    if (!holds) {
      throw new IOException("The certificate has another structure than the profile");
    }
  }
}
