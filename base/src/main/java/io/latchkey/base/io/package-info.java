/** Reading, replacing and reloading files. Internal: may change at any time. */
@NullMarked
package io.latchkey.base.io;

import org.jspecify.annotations.NullMarked;
