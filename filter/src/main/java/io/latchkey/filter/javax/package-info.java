/** Rejects servers with {@code javax.servlet}. */
@NullMarked
package io.latchkey.filter.javax;

import org.jspecify.annotations.NullMarked;
