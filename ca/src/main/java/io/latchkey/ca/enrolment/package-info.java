/**
 * What the enrolment protocols (module {@code io.latchkey.enrolment}) keep in the database of the
 * authority, and the keys that sign their responses. Applications do not need this package.
 */
@NullMarked
package io.latchkey.ca.enrolment;

import org.jspecify.annotations.NullMarked;
