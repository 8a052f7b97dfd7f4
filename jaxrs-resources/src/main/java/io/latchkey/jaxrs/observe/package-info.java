/**
 * Reports signing requests and revocations: counters, log lines and CDI events.
 *
 * <p>Internal: the module does not export this package.
 */
@NullMarked
package io.latchkey.jaxrs.observe;

import org.jspecify.annotations.NullMarked;
