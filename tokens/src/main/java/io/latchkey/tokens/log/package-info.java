/**
 * What keeps lines about strangers' requests few and unforgeable, shared by the modules that write
 * such lines; no other module sees it.
 */
@NullMarked
package io.latchkey.tokens.log;

import org.jspecify.annotations.NullMarked;
