package io.latchkey.tokens;

import java.util.Optional;

/**
 * The certificates of the system's own CA. Whoever has the key of one can sign tokens with it, when
 * a verifier is told to take them ({@link TokenVerifier.Builder#certificateKeys}). Has to be safe
 * for use by several threads.
 */
@FunctionalInterface
public interface CertificateKeys {
  /**
   * Finds a certificate. What is found is remembered for a minute by who asks, what is not found as
   * well; few look-ups run at the same time.
   *
   * @param sha256 of the certificate's DER (RFC 7515 section 4.1.8)
   * @return empty if the CA has issued no such certificate, or does not stand by it any more
   * @throws IllegalStateException if that cannot be found out now
   */
  Optional<CertificateKey> find(byte[] sha256);
}
