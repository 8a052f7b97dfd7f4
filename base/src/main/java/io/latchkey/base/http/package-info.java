/** Parts of HTTP that several modules share. Internal: may change at any time. */
@NullMarked
package io.latchkey.base.http;

import org.jspecify.annotations.NullMarked;
