package io.latchkey.tokens;

import io.latchkey.tokens.component.ComponentCredential;
import java.security.PublicKey;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The public key and the name in a certificate of a trusted CA.
 *
 * @param key the public key
 * @param name the name of the certificate's holder, which becomes the caller's name
 * @param notBefore the start of the validity
 * @param notAfter the last second of the validity
 * @param component the component key with which the certificate was requested, if it was one. All
 *     its restrictions apply to tokens that are signed with the certificate
 * @param revoked returns whether the certificate is revoked at that moment; throws {@link
 *     IllegalStateException} if that is unknown, and the token is then rejected with {@link
 *     Reason#BUSY}. It is called for each token, by several threads, after the signature is
 *     verified; it must not block for longer than a few seconds
 */
public record CertificateKey(
    PublicKey key,
    String name,
    Instant notBefore,
    Instant notAfter,
    Optional<ComponentCredential> component,
    BooleanSupplier revoked) {
  /** Creates the key of a certificate that is never revoked while it is cached. */
  public CertificateKey(
      PublicKey key,
      String name,
      Instant notBefore,
      Instant notAfter,
      Optional<ComponentCredential> component) {
    this(key, name, notBefore, notAfter, component, () -> false);
  }

  /** Creates the key of a certificate that was not requested with a component key. */
  public CertificateKey(PublicKey key, String name, Instant notBefore, Instant notAfter) {
    this(key, name, notBefore, notAfter, Optional.empty());
  }
}
