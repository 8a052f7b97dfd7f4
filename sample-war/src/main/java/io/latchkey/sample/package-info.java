/** The application in the two WARs: the server's resources and {@code /whoami}. */
@NullMarked
package io.latchkey.sample;

import org.jspecify.annotations.NullMarked;
