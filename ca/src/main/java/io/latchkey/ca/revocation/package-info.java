/**
 * Revocation: the lists of revoked certificates (CRL) and OCSP.
 *
 * <p>Internal: the module does not export this package.
 */
@NullMarked
package io.latchkey.ca.revocation;

import org.jspecify.annotations.NullMarked;
