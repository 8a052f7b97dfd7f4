package io.latchkey.jaxrs;

import java.util.Optional;

/**
 * A request for a certificate was rejected or failed, over any protocol. The CA fires it as a CDI
 * event on the thread of the request, before the response is sent. Immutable.
 *
 * @param reason {@code reason} of the response
 * @param caller name of the authenticated caller; empty if the request was not authenticated
 */
public record IssuanceRejected(String reason, Optional<String> caller) {}
