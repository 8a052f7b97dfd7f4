/**
 * A certificate authority. {@link io.latchkey.ca.CertificateAuthority} takes a {@link
 * io.latchkey.pki.CertificateSigningRequest}, applies its rules and returns an {@link
 * io.latchkey.ca.certificate.IssuedCertificate} once the certificate is on record. {@code
 * io.latchkey.ca.authority.CertificateAuthorityBuilder} opens an authority.
 *
 * <p>The methods of an authority are in one interface for each role: {@link
 * io.latchkey.ca.IssuingAuthority}, {@link io.latchkey.ca.CertificateLookup}, {@link
 * io.latchkey.ca.RevocationAuthority} and {@link io.latchkey.ca.RotatingAuthority}. The values that
 * callers pass and get are in packages below this one:
 *
 * <ul>
 *   <li>{@code issuance}: terms, policies on names, listeners and rejections
 *   <li>{@code caller}: who requests certificates, and what its key allows
 *   <li>{@code certificate}: issued certificates, their status and queries
 *   <li>{@code revocation}: reasons, revocation lists and OCSP responses
 *   <li>{@code enrolment}: the records of the enrolment protocols
 * </ul>
 *
 * <p>No two packages use each other. This package uses those of the list, and the packages that
 * implement the authority use this one: {@code authority} with the builder, and the internal
 * packages {@code policy}, {@code store}, {@code delegation} and {@code status}.
 */
@NullMarked
package io.latchkey.ca;

import org.jspecify.annotations.NullMarked;
