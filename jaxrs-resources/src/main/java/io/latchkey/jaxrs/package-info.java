/**
 * The certificate authority of an application as CDI beans: {@link
 * io.latchkey.jaxrs.CertificateAuthorityProducer} opens the authority that the settings describe,
 * the events tell the application about certificates, and {@link
 * io.latchkey.jaxrs.AuthorityMetrics} publishes metrics.
 *
 * <p>The module exports two packages: this one has the types that applications use, and {@code
 * io.latchkey.jaxrs.application} has the entry points that need the Jakarta REST resources. The
 * entry points are not in this package because the resources use the types of this package, so they
 * would close a dependency cycle.
 */
@NullMarked
package io.latchkey.jaxrs;

import org.jspecify.annotations.NullMarked;
