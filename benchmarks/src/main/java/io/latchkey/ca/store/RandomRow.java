package io.latchkey.ca.store;

import io.latchkey.ca.store.CertificateRow.Caller;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Rows for the store: 620 random bytes in place of a certificate, two of one million names, and one
 * of 200 callers.
 */
final class RandomRow {
  private static final int DER_BYTES = 620;
  private static final int CALLERS = 200;
  private static final int NAMES = 1_000_000;

  private RandomRow() {}

  static CertificateRow next(SplittableRandom random, int caller) {
    Instant now = Instant.now();
    byte[] der = new byte[DER_BYTES];
    random.nextBytes(der);
    byte[] low = new byte[14];
    random.nextBytes(low);
    BigInteger serial =
        BigInteger.valueOf(now.toEpochMilli())
            .shiftLeft(111)
            .or(new BigInteger(1, low).shiftRight(1));
    Caller requester = new Caller("psk", "caller-" + caller % CALLERS);
    List<String> names = List.of("host-" + random.nextInt(NAMES), "alias-" + random.nextInt(NAMES));
    List<Long> terms = new ArrayList<>(LookupTerm.of(der, names));
    terms.add(LookupTerm.ofNames(requester.kind(), requester.name(), names));
    return new CertificateRow(
        requester,
        serial.setBit(158),
        1,
        now,
        now.plus(Duration.ofDays(365)),
        Optional.of("psk"),
        Optional.of("192.0.2.1"),
        Optional.empty(),
        ByteBuffer.wrap(der),
        terms,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
