package io.latchkey.tokens;

import java.util.List;
import java.util.Optional;

/**
 * Finds the keys in certificates that callers send with their tokens ({@code x5c}, RFC 7515 section
 * 4.1.6). Implementations must be safe for use by several threads.
 */
@FunctionalInterface
public interface CertificateChains {
  /**
   * Finds the key of the first certificate, if a trusted CA has signed it. The verifier caches each
   * result for a minute, also an empty one, and limits the number of concurrent calls.
   *
   * @param chain the DER of one to four certificates, the certificate of the caller first. The
   *     chain is untrusted
   * @return empty if the certificate is not trusted; a revoked certificate is returned
   * @throws IllegalArgumentException if an element is not a certificate
   * @throws IllegalStateException if the check is not possible now
   */
  Optional<CertificateKey> find(List<byte[]> chain);
}
