/**
 * The enrolment protocols ACME, CMP and EST over Jakarta REST.
 *
 * <p>Internal: the module does not export this package.
 */
@NullMarked
package io.latchkey.jaxrs.enrolment;

import org.jspecify.annotations.NullMarked;
