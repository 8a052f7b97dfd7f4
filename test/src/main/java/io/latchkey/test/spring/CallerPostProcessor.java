package io.latchkey.test.spring;

import io.latchkey.test.TestToken;
import io.latchkey.test.TestTokens;
import io.latchkey.tokens.VerifiedToken;
import java.util.function.UnaryOperator;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.test.web.servlet.request.RequestPostProcessor;

/**
 * Gives a request of Spring's MockMvc a caller:
 *
 * <pre>{@code
 * import static io.latchkey.test.spring.CallerPostProcessor.caller;
 *
 * mvc.perform(get("/report").with(caller("alice").roles("admin"))).andExpect(status().isOk());
 * }</pre>
 *
 * <p>The request has the token in its header {@code Authorization}, which the filter verifies. For
 * tests without the filter, such as those of a single controller, it shows the caller too, with its
 * roles. A token that is not valid, such as an expired one, is only in the header.
 *
 * <p>The application must use the key of the token: annotate the test class with {@link
 * WithTestKey} or {@link io.latchkey.test.WithCaller}. Immutable.
 */
public final class CallerPostProcessor implements RequestPostProcessor {
  static final String AUTHORIZATION = "Authorization";
  private static final String SCHEME = "Bearer";

  private final TestToken token;

  private CallerPostProcessor(TestToken token) {
    this.token = token;
  }

  /**
   * A caller with a token of {@link TestTokens}. Without {@link #roles} it is a component with the
   * role {@code service}.
   */
  public static CallerPostProcessor caller(String name) {
    return caller(TestTokens.with(name));
  }

  /** The caller of a token. */
  public static CallerPostProcessor caller(TestToken token) {
    return new CallerPostProcessor(token);
  }

  /** No caller, for a test whose {@code MockMvc} sends a token by default. */
  public static RequestPostProcessor anonymous() {
    return CallerPostProcessor::clear;
  }

  /** Sets the roles of the caller, see {@link TestToken#roles}. */
  public CallerPostProcessor roles(String... roles) {
    return change(changed -> changed.roles(roles));
  }

  /** Sets a claim of the token, see {@link TestToken#claim}. */
  public CallerPostProcessor claim(String name, Object value) {
    return change(changed -> changed.claim(name, value));
  }

  private CallerPostProcessor change(UnaryOperator<TestToken> change) {
    return new CallerPostProcessor(change.apply(token));
  }

  /** Called by MockMvc. */
  @Override
  public MockHttpServletRequest postProcessRequest(MockHttpServletRequest request) {
    clear(request);
    request.addHeader(AUTHORIZATION, token.header());
    if (token.isValid()) {
      show(request, token.verified());
    }
    return request;
  }

  private static void show(MockHttpServletRequest request, VerifiedToken caller) {
    request.setUserPrincipal(caller);
    request.setRemoteUser(caller.name());
    request.setAuthType(SCHEME);
    request.setAttribute(VerifiedToken.ATTRIBUTE, caller);
    caller.roles().forEach(request::addUserRole);
  }

  private static MockHttpServletRequest clear(MockHttpServletRequest request) {
    request.removeHeader(AUTHORIZATION);
    request.removeAttribute(MockMvcCallers.CALLER);
    return request;
  }
}
