/**
 * The rules of issuance: which requests the authority accepts, and what their certificates contain.
 *
 * <p>Internal: the module does not export this package.
 */
@NullMarked
package io.latchkey.ca.policy;

import org.jspecify.annotations.NullMarked;
