/** The secrets of an application, which its filters and its CA share. */
@NullMarked
package io.latchkey.tokens.secrets;

import org.jspecify.annotations.NullMarked;
