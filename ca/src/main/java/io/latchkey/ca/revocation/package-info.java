/**
 * Revocation as callers see it: revocations, revocation lists (CRL) and OCSP responses. {@link
 * io.latchkey.ca.RevocationAuthority} revokes certificates. The internal package {@code
 * io.latchkey.ca.status} signs the lists and responses.
 */
@NullMarked
package io.latchkey.ca.revocation;

import org.jspecify.annotations.NullMarked;
