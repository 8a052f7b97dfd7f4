/** An application of Spring Boot behind the filter. */
@org.jspecify.annotations.NullMarked
package io.latchkey.samples.orders;
