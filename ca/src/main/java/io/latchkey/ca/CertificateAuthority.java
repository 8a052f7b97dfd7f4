package io.latchkey.ca;

import io.latchkey.pki.CertificateSigningRequest;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A certificate authority in this process. It signs the requests that its policy allows, and
 * records each certificate. {@code io.latchkey.ca.authority.CertificateAuthorityBuilder} opens one.
 *
 * <p>Safe for use by several threads. Methods that use the store throw {@link
 * AuthorityUnavailableException} when the database fails.
 */
public interface CertificateAuthority extends TrustedAuthority {
  /** The highest count that {@link #countExpiring} returns. */
  int MAX_COUNT = 10_000;

  /**
   * Checks a request against the policy, signs a certificate for it and records the certificate.
   * The method returns only after the record is on disk.
   *
   * @throws IssuanceRejectedException if a rule of the policy rejects the request; the authority
   *     then records nothing, and a one-time permission stays usable
   * @throws AuthorityUnavailableException if the store fails; the record may then contain a
   *     certificate that was not returned to any caller
   */
  IssuedCertificate sign(CertificateSigningRequest request, IssuanceTerms terms)
      throws IssuanceRejectedException;

  /** Returns the certificate with a serial number: hex in either case, leading zeros allowed. */
  Optional<IssuedCertificate> find(String serialHex);

  /** Returns the certificate with a SHA-256 fingerprint, written as {@code AB:CD:…}. */
  Optional<IssuedCertificate> findByFingerprint(String fingerprint);

  /** Returns one page of the recorded certificates, newest first. */
  CertificatePage list(CertificateQuery query);

  /**
   * Revokes a certificate, puts it on hold, or releases it. Returns once the change is on disk. A
   * new revocation list is available about a second later.
   *
   * @param serialHex hex in either case, leading zeros allowed
   * @return empty if the authority has not signed such a certificate
   */
  Optional<RevocationResult> revoke(String serialHex, RevocationReason reason);

  /**
   * Returns the revocation of a certificate as this process knows it, without asking the database.
   * A change by another node is known about a second later.
   *
   * @throws AuthorityUnavailableException if this process could not read the revocations for an
   *     hour, or for the validity of a revocation list if that is shorter, so that another node may
   *     have revoked the certificate
   */
  Optional<Revocation> revocation(X509Certificate certificate);

  /**
   * Returns the newest revocation list of each key that is in use, that of the current key first.
   * All lists have the same entries. The method reads memory only.
   */
  List<RevocationList> revocationLists();

  /**
   * Returns the newest revocation list of one key of the authority, also if the key was deleted.
   *
   * @param ski subject key identifier of the CA certificate in lower-case hex
   */
  Optional<RevocationList> revocationList(String ski);

  /**
   * Returns a CA certificate of this authority, also if its key was deleted.
   *
   * @param ski its subject key identifier in lower-case hex
   */
  Optional<X509Certificate> issuer(String ski);

  /**
   * Answers an OCSP request (RFC 6960). Every input has an answer; the method throws nothing.
   *
   * @param request the {@code OCSPRequest} in DER
   */
  OcspAnswer ocsp(byte[] request);

  /**
   * Returns when this process last read the revocations from the store. It reads them each second.
   * The method reads memory only.
   */
  Instant revocationsReadAt();

  /** Returns how many certificates are revoked or on hold. The method reads memory only. */
  int countRevoked();

  /**
   * Checks the store, the clocks and the CA's key. Each call makes one signature and one database
   * query, so cache the result if unauthenticated clients can cause calls.
   */
  AuthorityHealth health();

  /**
   * Counts the recorded certificates that expire in a period. Certificates that were replaced by a
   * newer one are counted too.
   *
   * @param from start of the period, inclusive
   * @param to end of the period, exclusive
   * @return the count; {@value #MAX_COUNT} means that many or more
   */
  int countExpiring(Instant from, Instant to);

  /** Returns the certificates of all keys that this CA has or had, one for each key. */
  List<X509Certificate> issuers();

  /** Returns the progress of the rotation of the CA. */
  RotationStatus rotation();

  /**
   * Announces a new root. The CA switches to it after {@code latchkey.ca.retire-after}.
   *
   * @param switchNow whether the CA switches to the new root at once; the root of a rotation that
   *     was announced before can be switched to as well
   * @return the status after the call
   * @throws RotationRejectedException if the root cannot be rotated: a rotation is under way, the
   *     CA is the operator's own, or its root has path length 0
   * @throws AuthorityUnavailableException if the store fails
   */
  RotationStatus rotate(boolean switchNow) throws RotationRejectedException;

  /**
   * Adds a listener that is called on this node after each change of {@link #rotation}, also after
   * a change by another node. The listener must return soon.
   */
  void addRotationListener(Consumer<RotationStatus> listener);

  /** Removes a listener. Without effect if it was not added. */
  void removeRotationListener(Consumer<RotationStatus> listener);

  /**
   * Adds a listener that decides on each certificate before it is signed, and observes it after it
   * is recorded. Listeners are asked in the order in which they were added.
   */
  void addIssuanceListener(IssuanceListener listener);

  /** Removes a listener. Without effect if it was not added. */
  void removeIssuanceListener(IssuanceListener listener);

  /**
   * Checks an order before its request exists, with the rules that {@link #sign} applies to names,
   * usages and validity.
   *
   * @return a rejection for each name that the caller may not have, in the order of the names
   * @throws IssuanceRejectedException if the validity or the usages are not allowed
   */
  List<IssuanceRejectedException> check(OrderedNames names, IssuanceTerms terms)
      throws IssuanceRejectedException;

  /** Returns what the enrolment protocols need besides signing. */
  EnrolmentAuthority enrolment();

  /** Closes the store. A data source of the application and the data directory stay open. */
  @Override
  void close();
}
