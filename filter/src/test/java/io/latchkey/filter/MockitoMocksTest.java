package io.latchkey.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.Answers;
import org.mockito.ArgumentCaptor;

/** Mocks answer null, 0 or false to each call that a test has not stubbed. */
class MockitoMocksTest {
  @AutoClose("destroy")
  private final BearerTokenFilter filter = new BearerTokenFilter();

  private final FilterChain chain = mock(FilterChain.class);
  private final StringWriter body = new StringWriter();
  private final HttpServletResponse response = mock(HttpServletResponse.class);

  private void start(Map<String, String> settings) throws ServletException {
    FilterConfig config = mock(FilterConfig.class);
    when(config.getServletContext()).thenReturn(mock(ServletContext.class));
    when(config.getInitParameterNames()).thenReturn(Collections.enumeration(settings.keySet()));
    settings.forEach((name, value) -> when(config.getInitParameter(name)).thenReturn(value));
    filter.init(config);
  }

  private void start(String name, String value) throws ServletException {
    start(Map.of("latchkey.psk", Tokens.PSK, "latchkey.kdf-iterations", "1000", name, value));
  }

  private void start() throws ServletException {
    start("latchkey.clock-skew", "PT30S");
  }

  private static HttpServletRequest request(Consumer<HttpServletRequest> stubs) {
    HttpServletRequest request = mock(HttpServletRequest.class);
    stubs.accept(request);
    return request;
  }

  private static HttpServletRequest withToken(String path, String token) {
    return request(
        mock -> {
          when(mock.getRequestURI()).thenReturn(path);
          when(mock.getHeaders("Authorization"))
              .thenReturn(Collections.enumeration(Arrays.asList("Bearer " + token)));
        });
  }

  private void assertRejected(HttpServletRequest request, int status, String reason)
      throws Exception {
    when(response.getWriter()).thenReturn(new PrintWriter(body));
    filter.doFilter(request, response, chain);

    verify(response).setStatus(status);
    assertThat(body.toString()).contains("\"reason\":\"" + reason + "\"");
    verify(chain, never()).doFilter(any(), any());
  }

  @ParameterizedTest
  @EnumSource(
      value = Answers.class,
      names = {"RETURNS_DEFAULTS", "RETURNS_MOCKS", "RETURNS_DEEP_STUBS"})
  void requestWithNothingStubbed_isRejected(Answers responses) throws Exception {
    start("latchkey.allow-preflight", "true");

    assertRejected(mock(HttpServletRequest.class, responses), 400, "ambiguous_path");
  }

  @Test
  void pathOnly_isRejected() throws Exception {
    start();

    assertRejected(request(mock -> when(mock.getRequestURI()).thenReturn("/x")), 401, "missing");
  }

  @Test
  void openPathWithoutMethod_isRejected() throws Exception {
    start("latchkey.open-paths", "GET /x");

    assertRejected(
        request(
            mock -> {
              when(mock.getRequestURI()).thenReturn("/x");
              when(mock.getContextPath()).thenReturn("");
              when(mock.getDispatcherType()).thenReturn(DispatcherType.REQUEST);
            }),
        401,
        "missing");
  }

  @Test
  void openPathWithoutContextPath_isRejected() throws Exception {
    start("latchkey.open-paths", "GET /x");

    assertRejected(
        request(
            mock -> {
              when(mock.getRequestURI()).thenReturn("/x");
              when(mock.getMethod()).thenReturn("GET");
              when(mock.getDispatcherType()).thenReturn(DispatcherType.REQUEST);
            }),
        401,
        "missing");
  }

  @Test
  void headerWithNullValue_isRejected() throws Exception {
    start();
    HttpServletRequest request = withToken("/x", "");
    when(request.getHeaders("Authorization"))
        .thenReturn(Collections.enumeration(Collections.singletonList((String) null)));

    assertRejected(request, 401, "missing");
  }

  @Test
  void tokenBoundToSigningWithoutContext_isRejected() throws Exception {
    start();
    HttpServletRequest request =
        withToken("/api/ca/sign", Tokens.withClaim("worker-1", "csr_sha256", "AA"));
    when(request.getMethod()).thenReturn("POST");
    when(request.getContextPath()).thenReturn("");

    assertRejected(request, 401, "purpose");
  }

  @Test
  void badTokens_areRejectedUntilThrottled() throws Exception {
    start();
    String token = Tokens.signedWithAnotherKey();
    for (int n = 0; n < 20; n++) {
      filter.doFilter(withToken("/x", token), mock(HttpServletResponse.class), chain);
    }

    assertRejected(withToken("/x", token), 429, "throttled");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void responseWithNothingStubbed_getsTheStatus(boolean head) throws Exception {
    start();

    filter.doFilter(
        request(mock -> when(mock.getMethod()).thenReturn(head ? "HEAD" : "GET")), response, chain);

    verify(response).setStatus(400);
  }

  @Test
  void goodToken_reachesTheApplicationWithItsCaller() throws Exception {
    start();

    filter.doFilter(withToken("/x", Tokens.of("worker-1")), response, chain);

    HttpServletRequest seen = seenByApplication();
    assertThat(seen.getUserPrincipal().getName()).isEqualTo("worker-1");
    assertThat(seen.isUserInRole("service")).isTrue();
    assertThat(seen.isUserInRole("admin")).isFalse();
    assertThat(seen.authenticate(response)).isTrue();
  }

  @Test
  void asyncContextOfAMock_isNull() throws Exception {
    start();

    filter.doFilter(withToken("/x", Tokens.of("worker-1")), response, chain);

    HttpServletRequest seen = seenByApplication();
    assertThat(seen.getAsyncContext()).isNull();
    assertThat(seen.startAsync()).isNull();
    assertThat(seen.startAsync(seen, response)).isNull();
  }

  private HttpServletRequest seenByApplication() throws Exception {
    ArgumentCaptor<HttpServletRequest> request = ArgumentCaptor.forClass(HttpServletRequest.class);
    verify(chain).doFilter(request.capture(), any());
    return request.getValue();
  }

  @Test
  void configurationWithNothingStubbed_saysWhatIsMissing() {
    assertThatThrownBy(() -> filter.init(mock(FilterConfig.class)))
        .isInstanceOf(ServletException.class)
        .hasMessageContaining("no ServletContext");
  }

  @Test
  void configurationWithContextOnly_reportsMissingKey() {
    FilterConfig config = mock(FilterConfig.class);
    when(config.getServletContext()).thenReturn(mock(ServletContext.class));

    assertThatThrownBy(() -> filter.init(config))
        .isInstanceOf(ServletException.class)
        .hasMessageContaining("latchkey.psk");
  }

  @Test
  void uninitialisedFilter_saysWhatToCall() {
    assertThatThrownBy(() -> filter.doFilter(withToken("/x", ""), response, chain))
        .isInstanceOf(ServletException.class)
        .hasMessageContaining("init(FilterConfig)");
  }
}
