/**
 * Revocation: {@code POST /ca/certificates/{serial}/revoke}, revocation lists, OCSP, and the
 * servlet filter that answers them before Jakarta REST.
 *
 * <p>Internal: the module does not export this package.
 */
@NullMarked
package io.latchkey.jaxrs.revocation;

import org.jspecify.annotations.NullMarked;
