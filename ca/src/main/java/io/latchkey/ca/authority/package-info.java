/**
 * The authority that signs and records. {@link
 * io.latchkey.ca.authority.CertificateAuthorityBuilder} opens it; the other types are internal.
 */
@NullMarked
package io.latchkey.ca.authority;

import org.jspecify.annotations.NullMarked;
