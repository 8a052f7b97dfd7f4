package io.latchkey.jaxrs;

import io.latchkey.ca.certificate.IssuedCertificate;
import io.latchkey.pki.RevocationReason;

/**
 * A certificate was revoked, put on hold, or released. The CA fires it as a CDI event after the
 * change is on disk, on the thread of the request, before the response is sent. Immutable.
 *
 * @param certificate the record after the change
 * @param reason {@link RevocationReason#REMOVE_FROM_CRL} if the certificate was released
 * @param caller name of the caller that changed the revocation
 */
public record CertificateRevoked(
    IssuedCertificate certificate, RevocationReason reason, String caller) {}
