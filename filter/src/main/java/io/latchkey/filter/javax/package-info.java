/** What servers with {@code javax.servlet} find: a refusal. */
@NullMarked
package io.latchkey.filter.javax;

import org.jspecify.annotations.NullMarked;
