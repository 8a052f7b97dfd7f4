/**
 * The resources of the authority itself: {@code GET /ca/cert}, {@code POST /ca/sign}, {@code GET
 * /ca/issuers}, {@code POST /ca/rotate} and their description {@code GET /ca/openapi.json}.
 *
 * <p>Internal: the module does not export this package.
 */
@NullMarked
package io.latchkey.jaxrs.authority;

import org.jspecify.annotations.NullMarked;
