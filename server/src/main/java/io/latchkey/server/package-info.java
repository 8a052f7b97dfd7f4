/** Health, metrics and the welcome page of the Latchkey server. */
@NullMarked
package io.latchkey.server;

import org.jspecify.annotations.NullMarked;
