/** Strict JSON (RFC 8259) for tokens, keys and responses of servers. Not part of the public API. */
@NullMarked
package io.latchkey.tokens.json;

import org.jspecify.annotations.NullMarked;
