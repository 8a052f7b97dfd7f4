/**
 * Lets a request into a servlet application only with a token of the pre-shared key or of a public
 * key (RFC 6750), and tells the application who sent it.
 */
@NullMarked
package io.latchkey.filter;

import org.jspecify.annotations.NullMarked;
