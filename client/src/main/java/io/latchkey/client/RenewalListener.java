package io.latchkey.client;

import java.time.Instant;

/** Receives the results of renewals, on the renewal thread. Its exceptions are logged. */
public interface RenewalListener {
  /** A new certificate is in use; also called for the first certificate. */
  void renewed(ComponentCertificate certificate);

  /**
   * A renewal failed; the certificate in use stays.
   *
   * @param problem the reason
   * @param nextTry the time of the next attempt
   */
  void failed(Exception problem, Instant nextTry);
}
