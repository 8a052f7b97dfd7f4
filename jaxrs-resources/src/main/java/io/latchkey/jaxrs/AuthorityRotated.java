package io.latchkey.jaxrs;

import io.latchkey.ca.RotationStatus;

/**
 * A phase of a rotation of the CA has begun. The CA fires it as a CDI event on each node, after the
 * store has recorded the phase, on a thread of the CA. Immutable.
 *
 * @param status the phase, the roots, and the time of the next phase
 */
public record AuthorityRotated(RotationStatus status) {}
