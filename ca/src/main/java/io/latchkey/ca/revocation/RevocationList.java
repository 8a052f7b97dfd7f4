package io.latchkey.ca.revocation;

import java.time.Instant;

/**
 * A certificate revocation list (CRL, RFC 5280 section 5) that a key of the CA has signed.
 *
 * @param ski subject key identifier of the CA certificate, in lower-case hex
 * @param number the CRL number
 * @param signedAt when the list was signed, in whole seconds
 * @param nextUpdate until when the list is valid, in whole seconds
 * @param der the signed list
 */
@SuppressWarnings("ArrayRecordComponent") // large, and never compared
public record RevocationList(
    String ski, long number, Instant signedAt, Instant nextUpdate, byte[] der) {
  @Override
  public String toString() {
    return "RevocationList[%s, %d]".formatted(ski, number);
  }
}
