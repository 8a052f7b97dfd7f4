/** What all enrolment protocols share: the check of the caller, limits, and what is observed. */
@NullMarked
package io.latchkey.enrolment;

import org.jspecify.annotations.NullMarked;
