/**
 * The root certificate that clients fetch and trust, and the tokens that authenticate its
 * fingerprint.
 *
 * <p>Internal: the module does not export this package.
 */
@NullMarked
package io.latchkey.jaxrs.trust;

import org.jspecify.annotations.NullMarked;
