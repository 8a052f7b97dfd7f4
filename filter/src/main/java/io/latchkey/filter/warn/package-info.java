/**
 * Warnings for operators.
 *
 * <p>Internal: not part of the public API; may change in any release.
 */
@NullMarked
package io.latchkey.filter.warn;

import org.jspecify.annotations.NullMarked;
