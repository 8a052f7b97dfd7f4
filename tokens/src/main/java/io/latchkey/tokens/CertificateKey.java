package io.latchkey.tokens;

import java.security.PublicKey;
import java.time.Instant;

/**
 * The public key and the name in a certificate of this system's CA. Immutable.
 *
 * @param name the name of the certificate's holder, which becomes the caller's name
 * @param notBefore the start of the validity
 * @param notAfter the last second of the validity
 */
public record CertificateKey(PublicKey key, String name, Instant notBefore, Instant notAfter) {}
