/** The certificate authority and the enrolment protocols over Jakarta REST. */
@NullMarked
package io.latchkey.jaxrs;

import org.jspecify.annotations.NullMarked;
