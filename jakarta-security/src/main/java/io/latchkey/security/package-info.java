/** Authentication by bearer token for servers with Jakarta Security 3.0. */
@NullMarked
package io.latchkey.security;

import org.jspecify.annotations.NullMarked;
