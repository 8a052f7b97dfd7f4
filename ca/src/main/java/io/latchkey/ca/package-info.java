/**
 * A certificate authority and the values that its callers pass and get. {@link
 * io.latchkey.ca.CertificateAuthority} takes a {@link io.latchkey.pki.CertificateSigningRequest},
 * applies its rules and returns an {@link io.latchkey.ca.IssuedCertificate} once the certificate is
 * on record.
 */
@NullMarked
package io.latchkey.ca;

import org.jspecify.annotations.NullMarked;
