/** Rate limits, and the pauses between attempts. Internal: may change at any time. */
@NullMarked
package io.latchkey.base.rate;

import org.jspecify.annotations.NullMarked;
