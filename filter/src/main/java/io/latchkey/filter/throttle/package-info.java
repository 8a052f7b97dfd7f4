/**
 * Finds the address of a client and limits the rejected tokens of each address.
 *
 * <p>Internal: not part of the public API; may change in any release.
 */
@NullMarked
package io.latchkey.filter.throttle;

import org.jspecify.annotations.NullMarked;
