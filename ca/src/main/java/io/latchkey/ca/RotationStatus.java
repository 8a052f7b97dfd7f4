package io.latchkey.ca;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * The progress of a rotation of the CA, at one time. Immutable.
 *
 * @param phase the phase of the rotation
 * @param root the root that {@code GET /ca/cert} returns and whose key signs certificates
 * @param other the announced root in phase {@link Phase#ANNOUNCED}, the former root in phase {@link
 *     Phase#SWITCHED}; else empty
 * @param next when the next phase begins; empty if no rotation begins by itself
 */
public record RotationStatus(
    Phase phase, X509Certificate root, Optional<X509Certificate> other, Optional<Instant> next) {

  /** The phases of a rotation. */
  public enum Phase {
    /** No rotation is under way. The next phase is {@link #ANNOUNCED}. */
    NONE,
    /**
     * A new root exists. Certificates come with a cross-certificate that leads to it. The next
     * phase is {@link #SWITCHED}.
     */
    ANNOUNCED,
    /**
     * The new root signs certificates. The former key only signs revocation information, until it
     * is deleted. The next phase is {@link #NONE}.
     */
    SWITCHED;

    /** Returns the name in JSON and metrics, such as {@code announced}. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
