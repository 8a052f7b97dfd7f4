package io.latchkey.ca.policy;

import io.latchkey.pki.DerSyntax;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/**
 * Finds the parts of a certificate that come from its request, by their place in the encoding (RFC
 * 5280 section 4.1): the subject, the public key and the subject alternative names.
 */
final class CertificateParts {
  private static final int SEQUENCE = 0x30;
  private static final int BOOLEAN = 0x01;
  private static final int OCTET_STRING = 0x04;
  private static final int VERSION = 0xa0;
  private static final int EXTENSIONS = 0xa3;

  /** The fields between the version and the subject: serial, algorithm, issuer, validity. */
  private static final int FIELDS_BEFORE_SUBJECT = 4;

  /** 2.5.29.17. */
  private static final byte[] ALTERNATIVE_NAME = {0x06, 0x03, 0x55, 0x1d, 0x11};

  private final byte[] der;
  private final byte[] subject;
  private final byte[] key;
  private final Optional<byte[]> names;

  private CertificateParts(byte[] der) throws IOException {
    this.der = der;
    int position = contentOf(contentOf(0, SEQUENCE), SEQUENCE);
    require(tagAt(position) == VERSION);
    position = endOf(position);
    for (int field = 0; field < FIELDS_BEFORE_SUBJECT; field++) {
      position = endOf(position);
    }
    int keyAt = endOf(position);
    int extensionsAt = endOf(keyAt);
    this.subject = Arrays.copyOfRange(der, position, keyAt);
    this.key = Arrays.copyOfRange(der, keyAt, extensionsAt);
    this.names = namesIn(contentOf(extensionsAt, EXTENSIONS));
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
    } catch (IndexOutOfBoundsException e) {
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

  private Optional<byte[]> namesIn(int extensions) throws IOException {
    Optional<byte[]> found = Optional.empty();
    int end = endOf(extensions);
    for (int at = contentOf(extensions, SEQUENCE); at < end; at = endOf(at)) {
      int oid = contentOf(at, SEQUENCE);
      int value = endOf(oid);
      if (Arrays.equals(der, oid, value, ALTERNATIVE_NAME, 0, ALTERNATIVE_NAME.length)) {
        require(found.isEmpty());
        int octets = tagAt(value) == BOOLEAN ? endOf(value) : value;
        found =
            Optional.of(Arrays.copyOfRange(der, contentOf(octets, OCTET_STRING), endOf(octets)));
      }
    }
    return found;
  }

  private int tagAt(int position) {
    return der[position] & 0xff;
  }

  /** Where the content of a value begins. */
  private int contentOf(int position, int tag) throws IOException {
    require(tagAt(position) == tag);
    return DerSyntax.contentOf(der, position);
  }

  /** Where a value ends. */
  private int endOf(int position) {
    return DerSyntax.endOf(der, position);
  }

  private static void require(boolean holds) throws IOException {
    if (!holds) {
      throw new IOException("The certificate has another structure than the profile");
    }
  }
}
