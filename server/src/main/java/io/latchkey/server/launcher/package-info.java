/**
 * Starts the executable WAR: unpacks its libraries and calls the standalone server. The classes are
 * in the root of the WAR and use only the JDK.
 */
@NullMarked
package io.latchkey.server.launcher;

import org.jspecify.annotations.NullMarked;
