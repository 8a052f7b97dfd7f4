package io.latchkey.test.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Gives the Spring application of a test class the key of {@link
 * io.latchkey.test.TestTokens#psk()}, whatever {@code latchkey.psk} is in its configuration. Not
 * necessary with {@link io.latchkey.test.WithCaller}, which includes it:
 *
 * <pre>{@code
 * @SpringBootTest
 * @WithTestKey
 * class ReportTest { … }
 * }</pre>
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface WithTestKey {}
