/**
 * The issuance of a certificate as callers see it: its terms, the policies on names, listeners and
 * rejections. {@link io.latchkey.ca.IssuingAuthority} signs. The internal package {@code
 * io.latchkey.ca.policy} has the rules.
 */
@NullMarked
package io.latchkey.ca.issuance;

import org.jspecify.annotations.NullMarked;
