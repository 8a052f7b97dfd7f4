/** Signatures, digests and their provider. Internal: may change at any time. */
@NullMarked
package io.latchkey.base.crypto;

import org.jspecify.annotations.NullMarked;
