/** The SLF4J provider of the WARs, which writes to {@link java.util.logging}. Internal. */
@NullMarked
package io.latchkey.server.logging;

import org.jspecify.annotations.NullMarked;
