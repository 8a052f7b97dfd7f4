/** Reads, checks and writes DER (ITU-T X.690). Internal: may change at any time. */
@NullMarked
package io.latchkey.base.der;

import org.jspecify.annotations.NullMarked;
