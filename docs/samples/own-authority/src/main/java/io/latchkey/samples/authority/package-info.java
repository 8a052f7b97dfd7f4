/** An application of somebody else's that has become a certificate authority. */
@org.jspecify.annotations.NullMarked
package io.latchkey.samples.authority;
