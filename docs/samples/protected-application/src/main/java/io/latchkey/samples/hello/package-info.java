/** A web application that leaves authentication to Latchkey's filter. */
@org.jspecify.annotations.NullMarked
package io.latchkey.samples.hello;
