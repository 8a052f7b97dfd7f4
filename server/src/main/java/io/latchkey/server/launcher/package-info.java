/**
 * Starts the executable WAR: unpacks its libraries and hands over to the program in them. Stands at
 * the WAR's root and uses nothing but the JDK.
 */
@NullMarked
package io.latchkey.server.launcher;

import org.jspecify.annotations.NullMarked;
