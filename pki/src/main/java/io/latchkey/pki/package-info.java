/**
 * Keys, certificates, their states, reasons of revocations, and certificate signing requests.
 * Everything here works on values in memory: it opens no file and no connection, and registers no
 * security provider.
 */
@NullMarked
package io.latchkey.pki;

import org.jspecify.annotations.NullMarked;
