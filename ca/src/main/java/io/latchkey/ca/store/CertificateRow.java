package io.latchkey.ca.store;

import io.latchkey.ca.caller.OneTimeUse;
import io.latchkey.ca.enrolment.AcmeOrder;
import io.latchkey.ca.enrolment.CmpRecords;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A certificate in the form that the store writes.
 *
 * @param caller the caller that requested the certificate
 * @param issuer number of the chain that it was issued under
 * @param callerKey id of the key that authenticated the caller
 * @param address IP address of the client
 * @param protocol the enrolment protocol of the request, if it came over one
 * @param der the certificate in an array of exactly its length
 * @param terms index terms of the certificate
 * @param oneTimeUse the permission that the certificate uses
 * @param confirmation how the requester has to confirm the certificate
 * @param order the ACME order that the certificate completes
 */
record CertificateRow(
    Caller caller,
    BigInteger serial,
    long issuer,
    Instant issuedAt,
    Instant notAfter,
    Optional<String> callerKey,
    Optional<String> address,
    Optional<String> protocol,
    ByteBuffer der,
    List<Long> terms,
    Optional<OneTimeUse> oneTimeUse,
    Optional<CmpRecords.Expected> confirmation,
    Optional<AcmeOrder> order) {

  /** A caller identity in the form that the store keeps. */
  record Caller(String kind, String name) {}

  @Override
  public String toString() {
    return "CertificateRow[" + caller + "]";
  }
}
