package io.latchkey.ca.revocation;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * The response to an OCSP request (RFC 6960).
 *
 * @param der the {@code OCSPResponse}
 * @param outcome what the response says
 * @param freshness empty if caches must not keep the response
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record OcspResponse(byte[] der, Outcome outcome, Optional<Freshness> freshness) {
  /** The outcomes of OCSP requests. */
  public enum Outcome {
    /** The certificate is not revoked. */
    GOOD,
    /** The certificate is revoked or on hold. */
    REVOKED,
    /** The key that the request names has not signed such a certificate. */
    UNKNOWN,
    /** The request is about several certificates. */
    SEVERAL,
    /** The request is malformed, too large, or names several issuers. */
    MALFORMED,
    /** The store does not answer. */
    TRY_LATER,
    /** The request names a key that this CA does not have. */
    UNAUTHORIZED;

    /** Returns the name in metrics, in lower case. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * How long a response is fresh.
   *
   * @param producedAt when it was signed, in whole seconds
   * @param nextUpdate until when it is valid, in whole seconds
   * @param digest SHA-256 of the response in lower-case hex
   */
  public record Freshness(Instant producedAt, Instant nextUpdate, String digest) {}

  @Override
  public String toString() {
    return "OcspResponse[%s]".formatted(outcome);
  }
}
