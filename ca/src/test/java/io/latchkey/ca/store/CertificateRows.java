package io.latchkey.ca.store;

import io.latchkey.ca.caller.OneTimeUse;
import io.latchkey.ca.enrolment.AcmeOrder;
import io.latchkey.ca.enrolment.CmpRecords;
import io.latchkey.ca.store.CertificateRow.Caller;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Rows of certificates that were requested over no enrolment protocol, by an unrecorded key. */
final class CertificateRows {
  static final Caller WORKER = new Caller("psk", "worker");

  private CertificateRows() {}

  /** A row of the first chain that is not found by name and uses no permission. */
  static CertificateRow of(int serial, Instant time, int size) {
    return of(WORKER, serial, time, time, size, List.of(), Optional.empty());
  }

  /** A row of a certificate that its requester has to confirm. */
  static CertificateRow of(BigInteger serial, CmpRecords.Expected confirmation) {
    return new CertificateRow(
        WORKER,
        serial,
        1,
        Instant.EPOCH,
        Instant.EPOCH,
        Optional.empty(),
        Optional.empty(),
        Optional.of("cmp"),
        ByteBuffer.allocate(1),
        List.of(),
        Optional.empty(),
        Optional.of(confirmation),
        Optional.empty());
  }

  /** A row of the certificate of an ACME order. */
  static CertificateRow of(BigInteger serial, AcmeOrder order) {
    return new CertificateRow(
        WORKER,
        serial,
        1,
        Instant.EPOCH,
        Instant.EPOCH,
        Optional.empty(),
        Optional.empty(),
        Optional.of("acme"),
        ByteBuffer.allocate(1),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(order));
  }

  static CertificateRow of(
      Caller caller,
      int serial,
      Instant issuedAt,
      Instant notAfter,
      int size,
      List<Long> terms,
      Optional<OneTimeUse> oneTimeUse) {
    return new CertificateRow(
        caller,
        BigInteger.valueOf(serial),
        1,
        issuedAt,
        notAfter,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        ByteBuffer.allocate(size),
        terms,
        oneTimeUse,
        Optional.empty(),
        Optional.empty());
  }
}
