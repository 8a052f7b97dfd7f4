package io.latchkey.test.spring;

import io.latchkey.test.TestToken;
import io.latchkey.test.TestTokens;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.test.web.servlet.request.RequestPostProcessor;
import org.springframework.test.web.servlet.setup.ConfigurableMockMvcBuilder;
import org.springframework.test.web.servlet.setup.MockMvcConfigurer;
import org.springframework.web.context.WebApplicationContext;

/**
 * Makes requests of MockMvc have the caller of {@link io.latchkey.test.WithCaller}, unless they
 * have a token already. Spring Boot builds its {@code MockMvc} with a bean. For another {@code
 * MockMvc} apply it to the builder:
 *
 * <pre>{@code
 * MockMvc mvc = MockMvcBuilders.standaloneSetup(controller).apply(new MockMvcCallers()).build();
 * }</pre>
 */
public final class MockMvcCallers implements MockMvcConfigurer, BeanPostProcessor {
  /** The attribute of a request that contains the token of the test. */
  static final String CALLER = MockMvcCallers.class.getName();

  /** Creates the configurer; all instances do the same. */
  public MockMvcCallers() {}

  /** Called by Spring, for the builder of Spring Boot. */
  @Override
  public Object postProcessAfterInitialization(Object bean, String name) {
    if (bean instanceof ConfigurableMockMvcBuilder<?> builder) {
      builder.apply(this);
    }
    return bean;
  }

  /** Called by MockMvc. */
  @Override
  public void afterConfigurerAdded(ConfigurableMockMvcBuilder<?> builder) {
    builder.addFilters(MockMvcCallers::show);
  }

  /** Shows the caller to the application if the filter of Latchkey is not in the chain. */
  private static void show(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    boolean shown =
        request instanceof HttpServletRequest http
            && http.getUserPrincipal() == null
            && request.getAttribute(CALLER) instanceof TestToken;
    chain.doFilter(
        shown
            ? ((TestToken) request.getAttribute(CALLER)).on((HttpServletRequest) request)
            : request,
        response);
  }

  /** Called by MockMvc. */
  @Override
  public RequestPostProcessor beforeMockMvcCreated(
      ConfigurableMockMvcBuilder<?> builder, WebApplicationContext context) {
    return MockMvcCallers::addCaller;
  }

  private static MockHttpServletRequest addCaller(MockHttpServletRequest request) {
    if (request.getHeader(CallerPostProcessor.AUTHORIZATION) == null) {
      TestTokens.current()
          .ifPresent(
              token -> {
                request.addHeader(CallerPostProcessor.AUTHORIZATION, token.header());
                request.setAttribute(CALLER, token);
              });
    }
    return request;
  }
}
