package io.latchkey.jaxrs;

import io.latchkey.ca.certificate.IssuedCertificate;

/**
 * A certificate was signed. The CA fires it as a CDI event after the record is on disk, on the
 * thread of the request, before the response is sent. Immutable.
 *
 * @param certificate the record, with the caller and the certificate
 */
public record CertificateIssued(IssuedCertificate certificate) {}
