package io.latchkey.jaxrs.records;

import io.latchkey.ca.AuthorityUnavailableException;
import io.latchkey.ca.CertificateLookup;
import io.latchkey.ca.certificate.IssuedCertificate;
import io.latchkey.jaxrs.caller.Requester;
import io.latchkey.jaxrs.problem.Rejection;
import io.latchkey.jaxrs.problem.RequestRejectedException;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Finds recorded certificates for callers. Callers with role {@code admin} have access to all,
 * other callers to the certificates that they requested.
 */
public final class RecordAccess {
  private RecordAccess() {}

  /**
   * Finds a certificate, and whether it was replaced.
   *
   * @param serial lower-case hex without leading zeros, as sent by the caller
   * @throws RequestRejectedException if there is none, the caller has no access, or the store fails
   */
  public static IssuedCertificate find(CertificateLookup ca, String serial, Requester requester) {
    return accessible(ca::find, serial, requester);
  }

  /** Finds a certificate as {@link #find}, but does not look for a replacement. */
  public static IssuedCertificate findBySerial(
      CertificateLookup ca, String serial, Requester requester) {
    return accessible(ca::findBySerial, serial, requester);
  }

  private static IssuedCertificate accessible(
      Function<String, Optional<IssuedCertificate>> lookup, String serial, Requester requester) {
    // A serial has one spelling.
    Optional<IssuedCertificate> found =
        available(() -> lookup.apply(serial))
            .filter(certificate -> certificate.serial().equals(serial));
    if (requester.isAdmin()) {
      return found.orElseThrow(RecordAccess::notFound);
    }
    // The same response as for an unknown serial, so that callers learn nothing about others.
    return found
        .filter(certificate -> certificate.isOf(requester.identity()))
        .orElseThrow(RecordAccess::notYours);
  }

  /** Rejects a request for a certificate that is not on record. */
  public static RequestRejectedException notFound() {
    return new RequestRejectedException(
        Rejection.NOT_FOUND, "No certificate with this serial was signed here.");
  }

  static RequestRejectedException notYours() {
    return new RequestRejectedException(
        Rejection.ROLE, "Certificates that others asked for need the role admin.");
  }

  /**
   * Uses the store.
   *
   * @throws RequestRejectedException if the store fails
   */
  public static <T> T available(Supplier<T> query) {
    try {
      return query.get();
    } catch (AuthorityUnavailableException e) {
      throw RequestRejectedException.unavailable();
    }
  }
}
