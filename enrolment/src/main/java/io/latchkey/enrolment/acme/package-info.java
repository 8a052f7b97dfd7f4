/** ACME (RFC 8555) with external account binding and without challenges. */
@NullMarked
package io.latchkey.enrolment.acme;

import org.jspecify.annotations.NullMarked;
