/**
 * The record of issued certificates: database, migrations, queries and one-time uses.
 *
 * <p>Internal: the module does not export this package.
 */
@NullMarked
package io.latchkey.ca.store;

import org.jspecify.annotations.NullMarked;
