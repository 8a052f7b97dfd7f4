/**
 * The status of certificates, as the authority publishes it: revocation lists (CRL) and OCSP.
 *
 * <p>Internal: the module does not export this package.
 */
@NullMarked
package io.latchkey.ca.status;

import org.jspecify.annotations.NullMarked;
