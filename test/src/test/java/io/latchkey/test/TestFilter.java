package io.latchkey.test;

import io.latchkey.filter.BearerTokenFilter;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockFilterConfig;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/** The filter with one setting, on servlet mocks. */
final class TestFilter implements AutoCloseable {
  private final BearerTokenFilter filter = new BearerTokenFilter();
  private final MockHttpServletResponse response = new MockHttpServletResponse();

  TestFilter(String setting, String value) throws ServletException {
    MockFilterConfig config = new MockFilterConfig();
    config.addInitParameter(setting, value);
    filter.init(config);
  }

  /** Returns the request that the application sees; empty if the filter rejects the request. */
  Optional<HttpServletRequest> send(String authorization) throws Exception {
    MockHttpServletRequest request = new MockHttpServletRequest("GET", "/who");
    request.addHeader("Authorization", authorization);
    MockFilterChain chain = new MockFilterChain();
    filter.doFilter(request, response, chain);
    return Optional.ofNullable((HttpServletRequest) chain.getRequest());
  }

  /** The body of the rejection. */
  String rejection() throws Exception {
    return response.getContentAsString();
  }

  @Override
  public void close() {
    filter.destroy();
  }
}
