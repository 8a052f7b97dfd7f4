package io.latchkey.client;

import java.io.IOException;
import java.time.Instant;

/** Where a certificate and its successors come from. Used by one thread at a time. */
interface CertificateSource {
  /** A certificate and the CAs that are trusted with it. */
  record Supply(ComponentCertificate certificate, TrustedAuthorities authorities) {}

  /** The one to begin with. */
  Supply first() throws ClientException, IOException;

  /** The one to go on with; {@code now} itself, if there is nothing new. */
  Supply next(Supply now) throws ClientException, IOException;

  /**
   * When to ask for the next one.
   *
   * @param now the one in use
   * @param random from 0 to 1, exclusive
   */
  Instant due(Supply now, double random);
}
