package io.latchkey.ca;

import io.latchkey.ca.enrolment.EnrolmentAuthority;

/**
 * A certificate authority in this process. It signs the requests that its policy allows, and
 * records each certificate. {@code io.latchkey.ca.authority.CertificateAuthorityBuilder} opens one.
 *
 * <p>Safe for use by several threads. Methods that use the store throw {@link
 * AuthorityUnavailableException} when the database fails.
 */
public interface CertificateAuthority
    extends TrustedAuthority,
        IssuingAuthority,
        CertificateLookup,
        RevocationAuthority,
        RotatingAuthority {
  /**
   * Checks the store, the clocks and the CA's key. Each call makes one signature and one database
   * query, so cache the result if unauthenticated clients can cause calls.
   */
  AuthorityHealth health();

  /** Returns what the enrolment protocols need besides signing. */
  EnrolmentAuthority enrolment();

  /** Closes the store. A data source of the application and the data directory stay open. */
  @Override
  void close();
}
