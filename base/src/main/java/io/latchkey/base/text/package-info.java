/** Text for logs and messages. Internal: may change at any time. */
@NullMarked
package io.latchkey.base.text;

import org.jspecify.annotations.NullMarked;
