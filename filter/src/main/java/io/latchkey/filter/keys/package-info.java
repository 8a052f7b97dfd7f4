/**
 * Reads the configured keys and issuers, builds the token verifier and replaces it when keys
 * change.
 *
 * <p>Internal: not part of the public API; may change in any release.
 */
@NullMarked
package io.latchkey.filter.keys;

import org.jspecify.annotations.NullMarked;
