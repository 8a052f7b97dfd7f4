/**
 * IP addresses, blocks of addresses, DNS names and server URLs. Internal: may change at any time.
 */
@NullMarked
package io.latchkey.base.net;

import org.jspecify.annotations.NullMarked;
