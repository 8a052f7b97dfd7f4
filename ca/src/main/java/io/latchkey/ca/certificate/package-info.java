/**
 * Issued certificates: the record of a certificate, its status and the queries that find it. {@link
 * io.latchkey.ca.CertificateLookup} runs the queries.
 */
@NullMarked
package io.latchkey.ca.certificate;

import org.jspecify.annotations.NullMarked;
