package io.latchkey.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives the tests of a class, or one test, a caller. A test gets it as a parameter of type {@link
 * TestToken} or {@link io.latchkey.tokens.VerifiedToken}:
 *
 * <pre>{@code
 * @Test
 * @WithCaller(value = "alice", roles = "admin")
 * void admin_maySeeTheReport(TestToken caller) throws Exception {
 *   HttpServletResponse response = …;
 *   servlet.service(caller.on(new MockHttpServletRequest("GET", "/report")), response);
 * }
 * }</pre>
 *
 * <p>The annotation of a test replaces that of its class, and that of a nested class replaces that
 * of the outer class. In a test with a Spring context, the application gets the key of {@link
 * TestTokens#psk}, and the {@code MockMvc} of Spring Boot sends the token of this caller.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@ExtendWith(CallerExtension.class)
public @interface WithCaller {
  /** The name of the caller: the claim {@code sub}. */
  String value();

  /** The roles of the caller; by default those of a component. */
  String[] roles() default {"service"};
}
