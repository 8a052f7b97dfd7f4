/** Rate limits. Internal: may change at any time. */
@NullMarked
package io.latchkey.base.rate;

import org.jspecify.annotations.NullMarked;
