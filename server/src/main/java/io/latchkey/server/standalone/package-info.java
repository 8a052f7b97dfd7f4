/** {@code java -jar latchkey.war}: the WAR on an embedded Tomcat with HTTPS. */
@NullMarked
package io.latchkey.server.standalone;

import org.jspecify.annotations.NullMarked;
