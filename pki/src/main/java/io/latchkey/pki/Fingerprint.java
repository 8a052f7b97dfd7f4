package io.latchkey.pki;

import io.latchkey.base.crypto.Sha256;
import java.security.cert.X509Certificate;
import java.util.HexFormat;

/** The SHA-256 fingerprint of a certificate, in the notation of OpenSSL. */
public final class Fingerprint {
  private static final HexFormat COLON_SEPARATED = HexFormat.ofDelimiter(":").withUpperCase();

  private Fingerprint() {}

  /** SHA-256 of the certificate's DER, as {@code AB:CD:…}. */
  public static String sha256(X509Certificate certificate) {
    return of(Sha256.of(Certificates.der(certificate)));
  }

  /** A SHA-256 digest, as {@code AB:CD:…}. */
  public static String of(byte[] sha256) {
    return COLON_SEPARATED.formatHex(sha256);
  }
}
