package io.latchkey.ca.store;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs the tests on each {@linkplain TestDatabase#ofThisRun database of this run}: on SQLite as
 * unit tests, and on PostgreSQL as integration tests. A test that needs PostgreSQL has the tag
 * {@code postgresql} instead, or is in a class {@code …IT}.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Tag("databases")
@MethodSource("io.latchkey.ca.store.TestDatabase#ofThisRun")
public @interface EachDatabase {}
