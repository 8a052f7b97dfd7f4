/**
 * A small certificate authority. {@link io.latchkey.ca.CertificateAuthority} is the way in: it
 * takes a {@link io.latchkey.ca.SigningRequest}, puts it through a pipeline of rules and returns an
 * {@link io.latchkey.ca.IssuedCertificate} once its record is on disk.
 */
@NullMarked
package io.latchkey.ca;

import org.jspecify.annotations.NullMarked;
