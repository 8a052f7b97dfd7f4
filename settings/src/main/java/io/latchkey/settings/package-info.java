/** The settings of Latchkey: their names, their sources, and access to their values. */
@NullMarked
package io.latchkey.settings;

import org.jspecify.annotations.NullMarked;
