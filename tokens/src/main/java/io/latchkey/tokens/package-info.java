/** Signs and verifies the tokens by which the components of a system authenticate each other. */
@NullMarked
package io.latchkey.tokens;

import org.jspecify.annotations.NullMarked;
