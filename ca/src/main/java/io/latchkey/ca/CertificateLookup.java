package io.latchkey.ca;

import io.latchkey.ca.certificate.CertificatePage;
import io.latchkey.ca.certificate.CertificateQuery;
import io.latchkey.ca.certificate.IssuedCertificate;
import java.time.Instant;
import java.util.Optional;

/**
 * Finds certificates: the role of a {@link CertificateAuthority} that keeps a record of each
 * certificate. Safe for use by several threads. All methods throw {@link
 * AuthorityUnavailableException} if the database fails.
 */
public interface CertificateLookup {
  /** The highest count that {@link #countExpiring} returns. */
  int MAX_COUNT = 10_000;

  /** Returns the certificate with a serial number: hex in either case, leading zeros allowed. */
  Optional<IssuedCertificate> find(String serialHex);

  /**
   * Returns the same certificate as {@link #find} with one query. It does not look for a
   * replacement: {@code status().replaced()} is always false.
   */
  Optional<IssuedCertificate> findBySerial(String serialHex);

  /**
   * Returns the certificate with a SHA-256 fingerprint, written as {@code AB:CD:…}. It does not
   * look for a replacement: {@code status().replaced()} is always false.
   */
  Optional<IssuedCertificate> findByFingerprint(String fingerprint);

  /** Returns one page of the recorded certificates, newest first. */
  CertificatePage list(CertificateQuery query);

  /**
   * Counts the recorded certificates that expire in a period. Certificates that were replaced by a
   * newer one are counted too.
   *
   * @param from start of the period, inclusive
   * @param to end of the period, exclusive
   * @return the count; {@value #MAX_COUNT} means that many or more
   */
  int countExpiring(Instant from, Instant to);
}
