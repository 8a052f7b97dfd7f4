/** The settings of Latchkey: their names, where values come from, and how they are read. */
@NullMarked
package io.latchkey.settings;

import org.jspecify.annotations.NullMarked;
