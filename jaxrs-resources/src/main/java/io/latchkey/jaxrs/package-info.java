/** The certificate authority over HTTP: contract section 3. */
@NullMarked
package io.latchkey.jaxrs;

import org.jspecify.annotations.NullMarked;
