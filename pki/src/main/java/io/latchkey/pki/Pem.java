package io.latchkey.pki;

import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;

/** Writes PEM, the textual encoding of RFC 7468. Each line ends with a line feed. */
public final class Pem {
  private static final Base64.Encoder BASE64 =
      Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

  private Pem() {}

  /** Writes certificates in the order given. */
  public static String encode(X509Certificate... certificates) {
    return encode(List.of(certificates));
  }

  /** Writes certificates in the order given. */
  public static String encode(List<X509Certificate> certificates) {
    StringBuilder pem = new StringBuilder();
    for (X509Certificate certificate : certificates) {
      pem.append(block("CERTIFICATE", Certificates.der(certificate)));
    }
    return pem.toString();
  }

  /** Writes an unencrypted private key in PKCS#8 (RFC 5958). */
  public static String encode(PrivateKey key) {
    return block("PRIVATE KEY", key.getEncoded());
  }

  /** Writes a public key as a {@code SubjectPublicKeyInfo} (RFC 5280). */
  public static String encode(PublicKey key) {
    return block("PUBLIC KEY", key.getEncoded());
  }

  /**
   * Writes one block.
   *
   * @param label what the block contains, such as {@code CERTIFICATE REQUEST}
   * @param der the content
   */
  public static String block(String label, byte[] der) {
    String body = BASE64.encodeToString(der);
    return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
  }
}
