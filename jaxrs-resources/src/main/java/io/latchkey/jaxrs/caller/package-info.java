/**
 * The caller of a request: its identity and roles, and the limits that its token sets on signing.
 *
 * <p>Internal: the module does not export this package.
 */
@NullMarked
package io.latchkey.jaxrs.caller;

import org.jspecify.annotations.NullMarked;
