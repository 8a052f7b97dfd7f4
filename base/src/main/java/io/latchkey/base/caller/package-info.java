/** Names of callers and of their component keys. Internal: may change at any time. */
@NullMarked
package io.latchkey.base.caller;

import org.jspecify.annotations.NullMarked;
