package io.latchkey.ca;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Result of a health check of a certificate authority. Immutable.
 *
 * @param store whether the store answers
 * @param signature whether a test signature by the CA's key verifies with the CA's certificate, and
 *     this process has all keys of the CA that the store has
 * @param revocation whether this process has read the revocations within 30 s, its revocation lists
 *     have not expired, and the newest list does not lack changes for longer than a minute
 * @param notAfter when the first certificate of the CA's chain expires; the CA issues no
 *     certificate that is valid after this time
 * @param clockDifference the time of the database minus the time of this process; negative if the
 *     database is behind, and empty if there is no store or the store does not answer
 * @param rotation the progress of the rotation of the CA; empty if the CA is on another server
 * @param cryptoProvider the name of the provider that signs with the CA's key, such as {@code BC};
 *     empty if the CA is on another server
 */
public record AuthorityHealth(
    boolean store,
    boolean signature,
    boolean revocation,
    Instant notAfter,
    Optional<Duration> clockDifference,
    Optional<RotationStatus> rotation,
    Optional<String> cryptoProvider) {}
