package io.latchkey.ca;

import io.latchkey.pki.CertificateSigningRequest;
import java.time.Instant;
import java.util.Optional;

/**
 * A certificate authority in this process. It signs the requests that its policy allows, and
 * records each certificate. {@code io.latchkey.ca.authority.CertificateAuthorityBuilder} opens one.
 *
 * <p>Safe for use by several threads. Methods that use the store throw {@link
 * AuthorityUnavailableException} when the database fails.
 */
public interface CertificateAuthority extends TrustedAuthority {
  /** The most that {@link #countEnding} counts. */
  int MAX_COUNT = 10_000;

  /**
   * Puts a request through the rules, signs a certificate for it and records that. It returns only
   * when the record is on disk.
   *
   * @throws IssuanceRefusedException if a rule stands against it; nothing is recorded then, and a
   *     one-time permission is not used up
   * @throws AuthorityUnavailableException if the store fails; the certificate may then be in the
   *     record, but nobody has it
   */
  IssuedCertificate sign(CertificateSigningRequest request, IssuanceTerms terms)
      throws IssuanceRefusedException;

  /** The certificate with that serial: hex in either case, leading zeros allowed. */
  Optional<IssuedCertificate> find(String serialHex);

  /** The certificate with that SHA-256 fingerprint, as {@code AB:CD:…}. */
  Optional<IssuedCertificate> findByFingerprint(String fingerprint);

  /** A page of the record, newest first. */
  CertificatePage list(CertificateQuery query);

  /** Whether the store answers. */
  boolean isReady();

  /**
   * Looks at the store, the clocks and the key, which signs something for that. Costs a signature
   * and a query; whoever lets strangers ask keeps the answer for a while.
   */
  AuthorityHealth health();

  /**
   * How many certificates on record end in a time, those that were replaced since included.
   *
   * @param from the begin, which is in it
   * @param to the end, which is not
   * @return at most {@value #MAX_COUNT}, which stands for that many or more
   */
  int countEnding(Instant from, Instant to);

  /** Closes the store, except a data source that was given. The data directory stays open. */
  @Override
  void close();
}
