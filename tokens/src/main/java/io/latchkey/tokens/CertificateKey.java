package io.latchkey.tokens;

import java.security.PublicKey;
import java.time.Instant;

/**
 * What a certificate of the system's own CA says about the key in it. Immutable.
 *
 * @param name who has the key, as the certificate names it; that is the caller's name
 * @param notBefore from when the certificate is valid
 * @param notAfter the last second in which it is
 */
public record CertificateKey(PublicKey key, String name, Instant notBefore, Instant notAfter) {}
