package io.latchkey.tokens;

import io.latchkey.tokens.component.ComponentCredential;
import java.security.PublicKey;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The public key and the name in a certificate of this system's CA.
 *
 * @param key the public key
 * @param name the name of the certificate's holder, which becomes the caller's name
 * @param notBefore the start of the validity
 * @param notAfter the last second of the validity
 * @param component the component key with which the certificate was requested, if it was one. All
 *     its restrictions apply to tokens that are signed with the certificate
 * @param revoked returns whether the certificate is revoked at that moment. It is called for each
 *     token, by several threads, and must not block
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
