package io.latchkey.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.base.http.RequestAttributes;
import io.latchkey.filter.RawConnection.Response;
import io.latchkey.tokens.ComponentRoot;
import io.latchkey.tokens.FailedTokenRateLimiter;
import io.latchkey.tokens.OpenRequestCaller;
import io.latchkey.tokens.PreSharedKey;
import io.latchkey.tokens.TokenSigner;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The resource of an open path asks for the caller, and for the reason if there is none. */
class OpenRequestCallerIT {
  private static final ComponentRoot ROOT = ComponentRoot.of(PreSharedKey.of(Tokens.PSK));
  private static final String ENROL = "POST /.well-known/est/simpleenroll";

  /** Writes the name of the caller, or the rejection. */
  private static final class CallerServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      if (!(request.getAttribute(RequestAttributes.OPEN_REQUEST_CALLER)
          instanceof OpenRequestCaller caller)) {
        response.getWriter().print("not open: " + request.getRemoteUser());
        return;
      }
      try {
        response.getWriter().print(caller.verify().name() + " " + caller.verify().name());
      } catch (OpenRequestCaller.RejectedException e) {
        response
            .getWriter()
            .print(
                e.status()
                    + " "
                    + e.reason()
                    + " "
                    + e.retryAfter().isPresent()
                    + " "
                    + request.getRemoteUser());
      }
    }
  }

  private static TestServer.Builder server() {
    return TestServer.builder()
        .param("latchkey.enrolment", "est")
        .servlet("/*", new CallerServlet());
  }

  private static String token(String segment, Map<String, ?> claims) {
    return TokenSigner.of(ROOT.derive(segment)).sign(claims);
  }

  private static Response send(TestServer server, String request, String token) throws IOException {
    return server.request(request, "Authorization: Bearer " + token, "Content-Length: 0");
  }

  @ParameterizedTest
  @CsvSource({
    "a,                  a a",
    "a;use=est,          a a",
    "'a;use=est,acme',   a a",
    "'a;use=token,sign', 403 use false null",
    "a;use=acme,         403 use false null"
  })
  void use_isEstOnPathsOfEst(String segment, String expected) throws Exception {
    try (TestServer server = server().start()) {
      assertThat(send(server, ENROL, token(segment, Map.of())).body()).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "a;use=est,   POST /.well-known/%65st/simpleenroll, false",
    "a;use=est,   GET /.well-known/estx,                false",
    "a;use=est,   POST /x/.well-known/est/simpleenroll, false",
    "a;use=token, GET /x,                               true"
  })
  void use_isTokenElsewhere(String segment, String request, boolean allowed) throws Exception {
    try (TestServer server = server().start()) {
      Response response = send(server, request, token(segment, Map.of()));

      if (allowed) {
        assertThat(response.body()).isEqualTo("not open: a");
      } else {
        assertThat(response.status()).isEqualTo(403);
        assertThat(response.reason()).isEqualTo("use");
      }
    }
  }

  @Test
  void use_isTokenWhereEstIsNotOffered() throws Exception {
    try (TestServer server = TestServer.builder().servlet("/*", new CallerServlet()).start()) {
      assertThat(send(server, ENROL, token("a;use=est", Map.of())).reason()).isEqualTo("use");
      assertThat(send(server, ENROL, token("a;use=token", Map.of())).body())
          .isEqualTo("not open: a");
    }
    try (TestServer server =
        TestServer.builder()
            .param("latchkey.enrolment", "est")
            .withoutAuthority()
            .servlet("/*", new CallerServlet())
            .start()) {
      assertThat(send(server, ENROL, token("a;use=est", Map.of())).reason()).isEqualTo("use");
    }
  }

  /** Hides what a proxy has added, as {@code ForwardedHeaderFilter} of Spring does. */
  private static final class Hiding extends HttpServletRequestWrapper {
    Hiding(HttpServletRequest request) {
      super(request);
    }

    @Override
    public String getHeader(String name) {
      return null;
    }
  }

  @Test
  void openRequest_isThatOfTheContainer() throws Exception {
    try (TestServer server =
        TestServer.builder()
            .param("latchkey.open-paths", "GET /open")
            .filter(
                (request, response, chain) ->
                    chain.doFilter(new Hiding((HttpServletRequest) request), response))
            .servlet(
                "/*",
                (request, response) ->
                    response
                        .getWriter()
                        .print(
                            request.getHeader("Via")
                                + " "
                                + (request.getAttribute(RequestAttributes.OPEN_REQUEST)
                                        instanceof HttpServletRequest received
                                    ? received.getHeader("Via")
                                    : "none")))
            .start()) {
      assertThat(server.request("GET /open", "Via: proxy").body()).isEqualTo("null proxy");
    }
  }

  @Test
  void rejection_hasTheReasonOfTheFilter() throws Exception {
    try (TestServer server = server().start()) {
      assertThat(server.request(ENROL, "Content-Length: 0").body())
          .isEqualTo("401 missing false null");
      assertThat(send(server, ENROL, token("a", Map.of("csr_sha256", "x"))).body())
          .isEqualTo("401 purpose false null");
      assertThat(send(server, ENROL, "x y").body()).isEqualTo("401 malformed false null");
      assertThat(
              server
                  .request(ENROL, "Authorization: x", "Authorization: y", "Content-Length: 0")
                  .body())
          .isEqualTo("400 ambiguous_credentials false null");
    }
  }

  @Test
  void rejectedTokens_countAgainstTheAddressOnce() throws Exception {
    try (TestServer server = server().start()) {
      for (int n = 0; n < FailedTokenRateLimiter.BURST; n++) {
        assertThat(send(server, ENROL, "x").body()).isEqualTo("401 malformed false null");
      }

      assertThat(send(server, ENROL, "x").body()).isEqualTo("429 throttled true null");
    }
  }
}
