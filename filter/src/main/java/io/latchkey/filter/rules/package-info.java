/**
 * The rules that decide about a request: open paths, credentials, token purpose, prefix, path
 * syntax; and the responses to rejected requests.
 *
 * <p>Internal: not part of the public API; may change in any release.
 */
@NullMarked
package io.latchkey.filter.rules;

import org.jspecify.annotations.NullMarked;
