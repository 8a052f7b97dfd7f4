/** Keys that sign responses for the CA, each with a certificate by a key of the CA. */
@NullMarked
package io.latchkey.ca.delegation;

import org.jspecify.annotations.NullMarked;
