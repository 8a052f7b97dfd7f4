/** Component keys: secrets of single components, which are derived from a pre-shared key. */
@NullMarked
package io.latchkey.tokens.component;

import org.jspecify.annotations.NullMarked;
