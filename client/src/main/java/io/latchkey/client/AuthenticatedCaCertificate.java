package io.latchkey.client;

import io.latchkey.base.io.FileReplacement;
import io.latchkey.pki.Pem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;

/**
 * A CA certificate that was authenticated with the pre-shared key; only {@link TrustBootstrap}
 * creates it. Immutable.
 */
public final class AuthenticatedCaCertificate {
  private final X509Certificate certificate;
  private final String fingerprint;

  AuthenticatedCaCertificate(X509Certificate certificate, String fingerprint) {
    this.certificate = certificate;
    this.fingerprint = fingerprint;
  }

  /** The CA's root certificate. */
  public X509Certificate certificate() {
    return certificate;
  }

  /** The SHA-256 of its DER, upper-case hex with colons. */
  public String fingerprint() {
    return fingerprint;
  }

  /** The certificate in PEM. */
  public String pem() {
    return Pem.encode(certificate);
  }

  /**
   * Writes the certificate in PEM and replaces the file atomically.
   *
   * @throws IOException if it cannot be written; the file then has its old content
   */
  public void writeTo(Path file) throws IOException {
    FileReplacement.write(file, pem().getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AuthenticatedCaCertificate that && certificate.equals(that.certificate);
  }

  @Override
  public int hashCode() {
    return certificate.hashCode();
  }

  @Override
  public String toString() {
    return "AuthenticatedCaCertificate[" + fingerprint + "]";
  }
}
