package io.latchkey.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.base.testing.HeldMonitors;
import jakarta.servlet.FilterChain;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Enumeration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockFilterConfig;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/** The caller of a request on an open path, which is determined when the application asks. */
class RequestIdentityTest {
  @AutoClose("destroy")
  private final BearerTokenFilter filter = new BearerTokenFilter();

  private final HeldMonitors monitors = new HeldMonitors();
  private final AtomicInteger reads = new AtomicInteger();

  @BeforeEach
  void start() throws Exception {
    MockFilterConfig config = new MockFilterConfig("tokens");
    config.addInitParameter("latchkey.psk", Tokens.PSK);
    config.addInitParameter("latchkey.kdf-iterations", "1000");
    config.addInitParameter("latchkey.open-paths", "GET /open");
    filter.init(config);
  }

  private void send(FilterChain chain) throws Exception {
    MockHttpServletRequest request =
        new MockHttpServletRequest("GET", "/open") {
          @Override
          public Enumeration<String> getHeaders(String name) {
            if (name.equals("Authorization")) {
              reads.incrementAndGet();
              monitors.note();
            }
            return super.getHeaders(name);
          }

          @Override
          public void removeAttribute(String name) {
            monitors.note();
            super.removeAttribute(name);
          }
        };
    request.addHeader("Authorization", "Bearer " + Tokens.of("worker-1"));
    filter.doFilter(request, new MockHttpServletResponse(), chain);
  }

  @Test
  void openPath_verifiesTokenOnceWithoutMonitor() throws Exception {
    send(
        (request, response) -> {
          assertThat(reads).hasValue(0);
          for (int n = 0; n < 2; n++) {
            assertThat(((HttpServletRequest) request).getRemoteUser()).isEqualTo("worker-1");
          }
        });

    assertThat(reads).hasValue(1);
    assertThat(monitors.seen()).isEmpty();
  }

  @Test
  void logoutOnOpenPath_isForGood() throws Exception {
    send(
        (request, response) -> {
          ((HttpServletRequest) request).logout();
          assertThat(((HttpServletRequest) request).getRemoteUser()).isNull();
        });

    assertThat(reads).hasValue(0);
    assertThat(monitors.seen()).isEmpty();
  }
}
