/** Signing and verifying the tokens that the parts of a system show each other. */
@NullMarked
package io.latchkey.tokens;

import org.jspecify.annotations.NullMarked;
