package io.latchkey.filter;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.lang.management.ManagementFactory;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockFilterConfig;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/** The heap that the filter itself needs for a request with a token that it has verified before. */
class RequestAllocationTest {
  /**
   * Four objects: the wrapper of the request, the identity in its attribute, the decision, and the
   * place of the token in the header.
   */
  private static final long MAX_BYTES = 100;

  private static final int REQUESTS = 20_000;
  private static final String RULES =
      IntStream.range(0, 19)
              .mapToObj("/part-%d/** = admin; "::formatted)
              .collect(Collectors.joining())
          + "/** = service";

  @AutoClose("destroy")
  private final BearerTokenFilter filter = new BearerTokenFilter();

  private final MockHttpServletResponse response = new MockHttpServletResponse();
  private @Nullable HttpServletRequest shown;
  private final FilterChain chain = (request, answer) -> shown = (HttpServletRequest) request;

  @BeforeEach
  void start() throws Exception {
    MockFilterConfig config = new MockFilterConfig("tokens");
    config.addInitParameter("latchkey.psk", Tokens.PSK);
    config.addInitParameter("latchkey.kdf-iterations", "1000");
    config.addInitParameter("latchkey.open-paths", "@health, GET /static/**, GET /docs/*");
    config.addInitParameter("latchkey.roles", RULES);
    filter.init(config);
  }

  @Test
  void reusedToken_costsAtMost100Bytes() throws Exception {
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    SparingRequest request = new SparingRequest("Bearer " + Tokens.of("worker-1"));
    long before = 0;
    for (int n = -REQUESTS; n < REQUESTS; n++) {
      if (n == 0) {
        before = threads.getCurrentThreadAllocatedBytes();
      }
      request.recycle();
      filter.doFilter(request, response, chain);
    }
    long bytes = (threads.getCurrentThreadAllocatedBytes() - before) / REQUESTS;

    assertThat(shown).isNotNull();
    assertThat(shown.getRemoteUser()).isEqualTo("worker-1");
    assertThat(bytes).as("bytes a request").isBetween(1L, MAX_BYTES);
  }

  /** A request that allocates nothing itself, and can be used again as those of a server. */
  @SuppressWarnings("JdkObsolete") // the Servlet API has enumerations
  private static final class SparingRequest extends HttpServletRequestWrapper
      implements Enumeration<String> {
    private final String authorization;
    private final Map<String, @Nullable Object> attributes = new HashMap<>();
    private boolean read;

    SparingRequest(String authorization) {
      super(new MockHttpServletRequest("GET", "/app/part-x/item"));
      this.authorization = authorization;
    }

    void recycle() {
      // The entries stay, so that the map does not allocate them again.
      attributes.replaceAll((name, value) -> null);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
      read = !name.equals("Authorization");
      return this;
    }

    @Override
    public boolean hasMoreElements() {
      return !read;
    }

    @Override
    public String nextElement() {
      read = true;
      return authorization;
    }

    @Override
    public @Nullable String getHeader(String name) {
      return null;
    }

    @Override
    public DispatcherType getDispatcherType() {
      return DispatcherType.REQUEST;
    }

    @Override
    public String getMethod() {
      return "GET";
    }

    @Override
    public String getContextPath() {
      return "/app";
    }

    @Override
    public @Nullable Object getAttribute(String name) {
      return attributes.get(name);
    }

    @Override
    public void setAttribute(String name, @Nullable Object value) {
      attributes.put(name, value);
    }
  }
}
