package io.latchkey.ca;

/**
 * Result of {@link CertificateAuthority#revoke}.
 *
 * @param accepted false if the status of the certificate does not allow the change: it is revoked
 *     for good, or it is to be released and is not on hold
 * @param certificate the record after the change
 */
public record RevocationResult(boolean accepted, IssuedCertificate certificate) {}
