/** Callers for tests with Spring's MockMvc. */
@org.jspecify.annotations.NullMarked
package io.latchkey.test.spring;
