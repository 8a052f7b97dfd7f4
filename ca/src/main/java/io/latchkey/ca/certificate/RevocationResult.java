package io.latchkey.ca.certificate;

/**
 * Result of {@link io.latchkey.ca.CertificateAuthority#revoke}.
 *
 * @param accepted false if the status of the certificate does not allow the change: it is revoked
 *     for good, or it is to be released and is not on hold
 * @param changed false if the certificate was on hold already and is put on hold again, or if the
 *     change is not accepted
 * @param certificate the record after the change
 */
public record RevocationResult(boolean accepted, boolean changed, IssuedCertificate certificate) {}
