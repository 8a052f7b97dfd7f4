/** Certificates that callers send with their tokens: paths to trusted CAs and revocation lists. */
@NullMarked
package io.latchkey.tokens.trust;

import org.jspecify.annotations.NullMarked;
