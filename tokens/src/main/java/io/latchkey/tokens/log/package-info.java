/** Limits log lines about untrusted requests. Internal: only modules of Latchkey use it. */
@NullMarked
package io.latchkey.tokens.log;

import org.jspecify.annotations.NullMarked;
