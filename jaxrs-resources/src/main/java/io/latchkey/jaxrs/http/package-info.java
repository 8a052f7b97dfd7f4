/**
 * Reads and answers HTTP requests: limits of request bodies, media types, and documents for caches.
 *
 * <p>Internal: the module does not export this package.
 */
@NullMarked
package io.latchkey.jaxrs.http;

import org.jspecify.annotations.NullMarked;
