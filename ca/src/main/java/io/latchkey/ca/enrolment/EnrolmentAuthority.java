package io.latchkey.ca.enrolment;

/**
 * What the enrolment protocols need of a {@link io.latchkey.ca.CertificateAuthority} besides
 * signing. Safe for use by several threads.
 */
public interface EnrolmentAuthority {
  /** Returns the accounts and orders of ACME in the store of the authority. */
  AcmeRecords acme();

  /** Returns the transactions of CMP in the store of the authority. */
  CmpRecords cmp();

  /**
   * Returns the key that signs responses of CMP. Its certificate is by the current key of the CA,
   * with {@code digitalSignature} and the extended key usage {@code cmcCA}.
   *
   * @throws io.latchkey.ca.AuthorityUnavailableException if a key is needed and its certificate
   *     cannot be recorded
   */
  ProtocolSigner cmpSigner();
}
