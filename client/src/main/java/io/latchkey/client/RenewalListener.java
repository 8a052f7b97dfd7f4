package io.latchkey.client;

import java.time.Instant;

/** Is told what becomes of renewals. Called on the thread that renews; what it throws is logged. */
public interface RenewalListener {
  /** A certificate has come, the first one included, and is in use. */
  void renewed(ComponentCertificate certificate);

  /**
   * A renewal has failed; the certificate in use stays.
   *
   * @param problem why
   * @param nextTry when it is tried again
   */
  void failed(Exception problem, Instant nextTry);
}
