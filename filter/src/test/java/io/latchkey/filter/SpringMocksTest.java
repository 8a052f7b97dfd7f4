package io.latchkey.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.asyncDispatch;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.head;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.request;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import io.latchkey.base.testing.CollectedLog;
import io.latchkey.tokens.FailedTokenRateLimiter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.EnumSet;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockFilterConfig;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.MvcResult;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The filter under Spring's MockMvc, and with its mocks of the Servlet API alone. */
class SpringMocksTest {
  private static final Map<String, String> SETTINGS =
      Map.of(
          "latchkey.psk",
          Tokens.PSK,
          "latchkey.kdf-iterations",
          "1000",
          "latchkey.open-paths",
          "GET /open");

  @AutoClose("destroy")
  private final BearerTokenFilter filter = new BearerTokenFilter();

  private MockMvc application;

  @BeforeEach
  void startApplication() {
    application =
        MockMvcBuilders.standaloneSetup(new WhoController())
            .addFilter(filter, "tokens", SETTINGS, EnumSet.allOf(DispatcherType.class), "/*")
            .build();
  }

  private static String bearer(String token) {
    return "Bearer " + token;
  }

  @Test
  void requestWithoutToken_isRejected() throws Exception {
    application
        .perform(get("/who"))
        .andExpect(status().isUnauthorized())
        .andExpect(header().string("WWW-Authenticate", "Bearer realm=\"latchkey\""))
        .andExpect(content().string(org.hamcrest.Matchers.containsString("\"missing\"")));
  }

  @Test
  void headWithoutToken_isRejectedWithoutBody() throws Exception {
    application
        .perform(head("/who"))
        .andExpect(status().isUnauthorized())
        .andExpect(content().string(""));
  }

  @Test
  void ambiguousPath_isRejected() throws Exception {
    application
        .perform(get(URI.create("/who;x")).header("Authorization", bearer(Tokens.of("worker-1"))))
        .andExpect(status().isBadRequest());
  }

  @Test
  void openPath_needsNoToken() throws Exception {
    application.perform(get("/open")).andExpect(content().string("null"));
  }

  @Test
  void goodToken_reachesTheController() throws Exception {
    application
        .perform(get("/who").header("Authorization", bearer(Tokens.of("worker-1"))))
        .andExpect(status().isOk())
        .andExpect(content().string("worker-1 true"));
  }

  @Test
  void textAsAddress_sharesOneLimitUnlogged() throws Exception {
    try (CollectedLog log = CollectedLog.ofAll()) {
      for (int n = 0; n < FailedTokenRateLimiter.BURST; n++) {
        assertThat(statusOfForgedToken("any text " + n)).isEqualTo(401);
      }

      assertThat(statusOfForgedToken("other text\nadmitted")).isEqualTo(429);
      assertThat(statusOfForgedToken("192.0.2.1")).isEqualTo(401);
      assertThat(log.lines()).noneMatch(line -> line.contains("text"));
      assertThat(log.lines())
          .anyMatch(line -> line.contains("refused reason=signature") && has(line, "-"))
          .anyMatch(line -> line.contains("refused reason=throttled") && has(line, "-"))
          .anyMatch(line -> has(line, "192.0.2.1"));
    }
  }

  /** Jetty writes IPv6 addresses in brackets. */
  @Test
  void addressInBrackets_hasItsOwnLimit() throws Exception {
    try (CollectedLog log = CollectedLog.ofAll()) {
      for (int n = 0; n < FailedTokenRateLimiter.BURST; n++) {
        assertThat(statusOfForgedToken("[2001:db8:0:0:0:0:0:1]")).isEqualTo(401);
      }

      assertThat(statusOfForgedToken("[2001:db8:0:0:0:0:0:2]")).isEqualTo(429);
      assertThat(statusOfForgedToken("[2001:db8:0:1:0:0:0:1]")).isEqualTo(401);
      assertThat(log.lines()).anyMatch(line -> has(line, "2001:db8:0:0:0:0:0:1"));
    }
  }

  private static boolean has(String line, String address) {
    return line.contains(" address=" + address + " ");
  }

  private int statusOfForgedToken(String address) throws Exception {
    return application
        .perform(
            get("/who").remoteAddress(address).header("Authorization", bearer(Tokens.forged())))
        .andReturn()
        .getResponse()
        .getStatus();
  }

  @Test
  void asyncRequest_keepsTheCaller() throws Exception {
    MvcResult started =
        application
            .perform(get("/later").header("Authorization", bearer(Tokens.of("worker-1"))))
            .andExpect(request().asyncStarted())
            .andReturn();

    application.perform(asyncDispatch(started)).andExpect(content().string("worker-1 true"));
  }

  @Test
  void nonAsyncRequest_hasNoAsyncContext() throws Exception {
    MockFilterConfig config = new MockFilterConfig();
    SETTINGS.forEach(config::addInitParameter);
    filter.init(config);
    MockHttpServletRequest sent = new MockHttpServletRequest("GET", "/who");
    sent.addHeader("Authorization", bearer(Tokens.of("worker-1")));
    MockFilterChain chain = new MockFilterChain();

    filter.doFilter(sent, new MockHttpServletResponse(), chain);

    HttpServletRequest seen = (HttpServletRequest) chain.getRequest();
    assertThat(seen.getAsyncContext()).isNull();
    sent.setAsyncSupported(true);
    assertThat(seen.startAsync().getRequest()).isSameAs(seen);
    assertThat(seen.getAsyncContext().getRequest()).isSameAs(seen);
  }

  @Test
  void requestWithNothingSet_isRejected() throws Exception {
    MockHttpServletResponse response = new MockHttpServletResponse();
    MockFilterConfig config = new MockFilterConfig();
    SETTINGS.forEach(config::addInitParameter);
    filter.init(config);

    filter.doFilter(new MockHttpServletRequest(), response, new MockFilterChain());

    assertThat(response.getStatus()).isEqualTo(400);
    assertThat(response.getContentAsString()).contains("ambiguous_path");
  }

  @RestController
  static final class WhoController {
    @GetMapping("/who")
    String who(HttpServletRequest request) {
      return request.getRemoteUser() + " " + request.isUserInRole("service");
    }

    @GetMapping("/later")
    Callable<String> later(HttpServletRequest request) {
      return () -> who(request);
    }

    @GetMapping("/open")
    String open(HttpServletRequest request) {
      return String.valueOf(request.getRemoteUser());
    }
  }
}
