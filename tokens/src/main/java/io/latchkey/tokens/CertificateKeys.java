package io.latchkey.tokens;

import java.util.Optional;

/**
 * Finds certificates of this system's CA. The holder of such a certificate can sign tokens with its
 * key if the verifier accepts them ({@link TokenVerifierBuilder#certificateKeys}). Implementations
 * must be safe for use by several threads.
 */
@FunctionalInterface
public interface CertificateKeys {
  /**
   * Finds a certificate. The verifier caches each result for a minute, also an empty one, and
   * limits the number of concurrent calls.
   *
   * @param sha256 the SHA-256 of the certificate's DER (RFC 7515 section 4.1.8)
   * @return empty if the CA has not issued this certificate; a revoked certificate is returned
   * @throws IllegalStateException if the lookup is not possible now
   */
  Optional<CertificateKey> find(byte[] sha256);
}
