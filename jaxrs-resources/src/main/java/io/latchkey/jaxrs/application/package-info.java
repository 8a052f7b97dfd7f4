/**
 * The start and the end of an application with a certificate authority. {@link
 * io.latchkey.jaxrs.application.AuthorityResources} lists the Jakarta REST classes, and {@link
 * io.latchkey.jaxrs.application.AuthorityStart} opens the authority. Containers call the other
 * types.
 */
@NullMarked
package io.latchkey.jaxrs.application;

import org.jspecify.annotations.NullMarked;
