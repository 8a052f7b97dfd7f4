/**
 * The record of issued certificates: {@code GET /ca/certificates}, and which caller has access.
 *
 * <p>Internal: the module does not export this package.
 */
@NullMarked
package io.latchkey.jaxrs.records;

import org.jspecify.annotations.NullMarked;
