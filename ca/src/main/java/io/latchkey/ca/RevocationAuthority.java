package io.latchkey.ca;

import io.latchkey.ca.certificate.RevocationResult;
import io.latchkey.ca.revocation.OcspResponse;
import io.latchkey.ca.revocation.Revocation;
import io.latchkey.ca.revocation.RevocationList;
import io.latchkey.pki.RevocationReason;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Revokes certificates and publishes their status: the role of a {@link CertificateAuthority} that
 * answers relying parties. Safe for use by several threads. Methods that use the store throw {@link
 * AuthorityUnavailableException} if the database fails.
 */
public interface RevocationAuthority {
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
   * Answers an OCSP request (RFC 6960). Every input has a response; the method throws nothing.
   *
   * @param request the {@code OCSPRequest} in DER
   */
  OcspResponse ocsp(byte[] request);

  /**
   * Returns when this process last read the revocations from the store. It reads them each second.
   * The method reads memory only.
   */
  Instant revocationsReadAt();

  /** Returns how many certificates are revoked or on hold. The method reads memory only. */
  int countRevoked();
}
