/**
 * Rejected requests and their responses: every reason, its status code and its problem document
 * (RFC 9457).
 *
 * <p>Internal: the module does not export this package.
 */
@NullMarked
package io.latchkey.jaxrs.problem;

import org.jspecify.annotations.NullMarked;
