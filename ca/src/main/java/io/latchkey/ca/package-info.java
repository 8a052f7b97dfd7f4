/**
 * A certificate authority and the values that its callers pass and get. {@link
 * io.latchkey.ca.CertificateAuthority} takes a {@link io.latchkey.pki.CertificateSigningRequest},
 * applies its rules and returns an {@link io.latchkey.ca.IssuedCertificate} once the certificate is
 * on record.
 *
 * <p>The module exports two packages: this one has the types that callers use, and {@code
 * io.latchkey.ca.authority} has the builder. The builder is not in this package because it needs
 * the internal packages {@code policy} and {@code store}, which use the values of this package, so
 * a builder here would close a dependency cycle.
 */
@NullMarked
package io.latchkey.ca;

import org.jspecify.annotations.NullMarked;
