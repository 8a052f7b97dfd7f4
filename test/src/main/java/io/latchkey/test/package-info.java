/** Tokens and callers for tests. */
@org.jspecify.annotations.NullMarked
package io.latchkey.test;
