package io.latchkey.samples.hello;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.filter.BearerTokenFilter;
import io.latchkey.test.TestToken;
import io.latchkey.test.TestTokens;
import io.latchkey.test.WithCaller;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockFilterConfig;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class HelloServletTest {
  private final HelloServlet servlet = new HelloServlet();
  private final MockHttpServletRequest request = new MockHttpServletRequest("GET", "/hello");
  private final MockHttpServletResponse response = new MockHttpServletResponse();

  /** Without the filter: the request shows the caller. */
  @Test
  @WithCaller("worker-1")
  void component_isGreeted(TestToken caller) throws Exception {
    servlet.service(caller.on(request), response);

    assertThat(response.getContentAsString()).startsWith("Hello worker-1, you are a component");
  }

  /** With the filter, which verifies the token of the request. */
  @Test
  void callerWithAnotherRole_isGreeted() throws Exception {
    request.addHeader("Authorization", TestTokens.with("alice").roles("admin").header());

    sendThroughFilter();

    assertThat(response.getContentAsString()).startsWith("Hello alice, you are another caller");
  }

  @Test
  void requestWithoutToken_isRejected() throws Exception {
    sendThroughFilter();

    assertThat(response.getStatus()).isEqualTo(401);
    assertThat(response.getContentAsString()).contains("\"reason\":\"missing\"");
  }

  private void sendThroughFilter() throws Exception {
    MockFilterConfig settings = new MockFilterConfig();
    settings.addInitParameter("latchkey.psk", TestTokens.psk());
    BearerTokenFilter filter = new BearerTokenFilter();
    filter.init(settings);
    new MockFilterChain(servlet, filter).doFilter(request, response);
    filter.destroy();
  }
}
