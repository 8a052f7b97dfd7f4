package io.latchkey.client;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;

/** Where a {@link RenewingCertificate} gets its certificates. Called by one thread at a time. */
public interface CertificateSource {
  /** A certificate and the CAs that are trusted with it. */
  record Supply(ComponentCertificate certificate, TrustedAuthorities authorities) {
    /** A certificate with which only its own CA is trusted. */
    public Supply(ComponentCertificate certificate) {
      this(certificate, TrustedAuthorities.of(certificate.authority()));
    }
  }

  /** Has each certificate signed by a CA, which first has to prove again that it has the key. */
  static CertificateSource of(
      CertificateAuthorityClient client, CertificateRequest request, Clock clock) {
    return new AuthoritySource(client, request, clock);
  }

  /**
   * Gets the first certificate.
   *
   * @throws ClientException if the CA issues none
   * @throws IOException if a file cannot be read
   */
  Supply first() throws ClientException, IOException;

  /**
   * Gets the next certificate; returns {@code now} if there is no newer one.
   *
   * @param now the certificate in use
   * @throws ClientException if the CA issues none; the certificate in use stays
   * @throws IOException if a file cannot be read; the certificate in use stays
   */
  Supply next(Supply now) throws ClientException, IOException;

  /**
   * The time at which to call {@link #next}.
   *
   * @param now the certificate in use
   * @param random from 0 to 1, exclusive
   */
  Instant due(Supply now, double random);
}
