/** An application that includes the certificate authority. */
@org.jspecify.annotations.NullMarked
package io.latchkey.samples.authority;
