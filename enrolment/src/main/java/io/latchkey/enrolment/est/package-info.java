/** EST (RFC 7030), without HTTP. */
@NullMarked
package io.latchkey.enrolment.est;

import org.jspecify.annotations.NullMarked;
