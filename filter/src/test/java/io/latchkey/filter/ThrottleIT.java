package io.latchkey.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.base.http.ContextAttributes;
import io.latchkey.base.http.RequestAttributes;
import io.latchkey.filter.RawConnection.Response;
import io.latchkey.tokens.FailedTokenRateLimiter;
import io.latchkey.tokens.KeyDerivationLimiter;
import io.latchkey.tokens.TokenSigner;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** What a flood of bad tokens does to its sender, and what it does not do to others. */
class ThrottleIT {
  private final WhoServlet who = new WhoServlet();

  @Test
  void addressWithTooManyBadTokens_gets429() throws Exception {
    try (TestServer server = TestServer.builder().servlet("/*", who).start()) {
      for (int n = 0; n < FailedTokenRateLimiter.BURST; n++) {
        assertThat(server.get("/whoami", Tokens.forged()).status()).isEqualTo(401);
      }

      Response bad = server.get("/whoami", Tokens.forged());
      Response goodButUnknown = server.get("/whoami", Tokens.withNewSalt("worker-1"));

      assertThat(bad.status()).isEqualTo(429);
      assertThat(bad.reason()).isEqualTo("throttled");
      assertThat(bad.has("WWW-Authenticate")).isFalse();
      assertThat(bad.header("Cache-Control")).isEqualTo("no-store");
      assertThat(Integer.parseInt(bad.header("Retry-After")))
          .isBetween(1, (int) FailedTokenRateLimiter.REFILL_SECONDS);
      assertThat(goodButUnknown.status()).isEqualTo(429);
      assertThat(who.calls()).isZero();
    }
  }

  @Test
  void knownTokenAndKnownSalt_areNeverThrottled() throws Exception {
    TokenSigner signer = Tokens.signer(Tokens.PSK);
    String known = signer.sign(Map.of("sub", "worker-1"));
    try (TestServer server = TestServer.builder().servlet("/*", who).start()) {
      assertThat(server.get("/whoami", known).status()).isEqualTo(200);
      for (int n = 0; n <= FailedTokenRateLimiter.BURST; n++) {
        server.get("/whoami", Tokens.forged());
      }

      Response sameToken = server.get("/whoami", known);
      Response sameSalt = server.get("/whoami", signer.sign(Map.of("sub", "worker-2")));
      Response unknown = server.get("/whoami", Tokens.forged());

      assertThat(sameToken.body()).startsWith("worker-1 ");
      assertThat(sameSalt.body()).startsWith("worker-2 ");
      assertThat(unknown.status()).isEqualTo(429);
    }
  }

  @Test
  void throttledAddress_reachesOpenPathsAndIsChallenged() throws Exception {
    try (TestServer server = TestServer.builder().servlet("/*", who).start()) {
      for (int n = 0; n <= FailedTokenRateLimiter.BURST; n++) {
        server.get("/whoami", Tokens.forged());
      }

      assertThat(server.get("/ca/cert", Tokens.forged()).status()).isEqualTo(200);
      assertThat(server.request("GET /whoami").status()).isEqualTo(401);
    }
  }

  @Test
  void requestsWithoutToken_areNotCounted() throws Exception {
    try (TestServer server = TestServer.builder().servlet("/*", who).start()) {
      for (int n = 0; n < 2 * FailedTokenRateLimiter.BURST; n++) {
        assertThat(server.request("GET /whoami").status()).isEqualTo(401);
      }

      assertThat(server.get("/whoami", Tokens.withNewSalt("worker-1")).status()).isEqualTo(200);
    }
  }

  @Test
  void forwardedForWithoutTrustedProxy_isIgnored() throws Exception {
    try (TestServer server = TestServer.builder().servlet("/*", who).start()) {
      for (int n = 0; n < FailedTokenRateLimiter.BURST; n++) {
        server.request(
            "GET /whoami",
            "X-Forwarded-For: 192.0.2." + n,
            "Authorization: Bearer " + Tokens.forged());
      }

      assertThat(server.get("/whoami", Tokens.forged()).status()).isEqualTo(429);
    }
  }

  @Test
  void forwardedForOfTrustedProxy_selectsThrottledAddress() throws Exception {
    try (TestServer server =
        TestServer.builder()
            .param("latchkey.trusted-proxies", "127.0.0.0/8")
            .servlet("/*", who)
            .start()) {
      for (int n = 0; n < FailedTokenRateLimiter.BURST; n++) {
        forgedFrom(server, "192.0.2.1");
      }

      assertThat(forgedFrom(server, "192.0.2.1").status()).isEqualTo(429);
      assertThat(forgedFrom(server, "198.51.100.7, 192.0.2.1").status()).isEqualTo(429);
      assertThat(forgedFrom(server, "192.0.2.2").status()).isEqualTo(401);
      assertThat(server.get("/whoami", Tokens.forged()).status()).isEqualTo(401);
    }
  }

  @Test
  void addressFromTrustedProxy_isRequestAttribute() throws Exception {
    try (TestServer server =
        TestServer.builder()
            .param("latchkey.trusted-proxies", "127.0.0.0/8")
            .servlet(
                "/*",
                (request, response) ->
                    response
                        .getWriter()
                        .print(request.getAttribute(BearerTokenFilter.ADDRESS_ATTRIBUTE)))
            .start()) {
      String token = "Authorization: Bearer " + Tokens.of("worker-1");

      assertThat(server.request("GET /x", token, "X-Forwarded-For: 192.0.2.1").body())
          .isEqualTo("192.0.2.1");
      assertThat(server.request("GET /x", token).body()).isEqualTo("null");
    }
  }

  @Test
  void failuresOfOpenResource_countForFilter() throws Exception {
    try (TestServer server =
        TestServer.builder()
            .param("latchkey.open-paths", "POST /own-protocol")
            .servlet("/own-protocol", ThrottleIT::recordFailure)
            .servlet("/*", who)
            .start()) {
      for (int n = 0; n < FailedTokenRateLimiter.BURST - 1; n++) {
        server.request("POST /own-protocol");
      }
      assertThat(server.get("/whoami", Tokens.forged()).status()).isEqualTo(401);

      Response throttled = server.get("/whoami", Tokens.forged());

      assertThat(throttled.status()).isEqualTo(429);
      assertThat(throttled.reason()).isEqualTo("throttled");
      assertThat(server.request("POST /own-protocol").body()).startsWith("wait ");
    }
  }

  /** What a protocol of the CA does that authenticates its own messages. */
  private static void recordFailure(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    FailedTokenRateLimiter limiter =
        (FailedTokenRateLimiter) request.getAttribute(RequestAttributes.FAILED_TOKEN_RATE_LIMITER);
    Optional<Duration> wait = limiter.waitFor(request.getRemoteAddr());
    limiter.recordFailure(request.getRemoteAddr());
    response.getWriter().print(wait.map(time -> "wait " + time).orElse("failed"));
  }

  @Test
  void openRequests_shareLimiters() throws Exception {
    List<Object> seen = new CopyOnWriteArrayList<>();
    try (TestServer server =
        TestServer.builder()
            .param("latchkey.open-paths", "GET /open")
            .servlet(
                "/*",
                (request, response) -> {
                  seen.add(request.getAttribute(RequestAttributes.KEY_DERIVATION_LIMITER));
                  seen.add(request.getAttribute(RequestAttributes.FAILED_TOKEN_RATE_LIMITER));
                })
            .start()) {
      server.request("GET /open");
      server.request("GET /open");
      server.get("/closed", Tokens.of("worker-1"));

      Object derivations = server.contextAttribute(ContextAttributes.KEY_DERIVATION_LIMITER);
      Object failures = server.contextAttribute(ContextAttributes.FAILED_TOKEN_RATE_LIMITER);
      assertThat(derivations).isInstanceOf(KeyDerivationLimiter.class);
      assertThat(failures).isInstanceOf(FailedTokenRateLimiter.class);
      assertThat(seen).containsExactly(derivations, failures, derivations, failures, null, null);
      assertThat(((KeyDerivationLimiter) derivations).statistics().derivations()).isEqualTo(1);
    }
  }

  private static Response forgedFrom(TestServer server, String forwardedFor) throws Exception {
    return server.request(
        "GET /whoami",
        "X-Forwarded-For: " + forwardedFor,
        "Authorization: Bearer " + Tokens.forged());
  }

  @Test
  void moreDerivationsThanMayWait_are503() throws Exception {
    List<RawConnection> connections = new ArrayList<>();
    try (TestServer server =
        TestServer.builder()
            .param("latchkey.kdf-concurrency", "1")
            .param("latchkey.kdf-iterations", "500000")
            .servlet("/*", who)
            .start()) {
      // One is derived, sixteen wait, and one has to go.
      for (int n = 0; n < 18; n++) {
        RawConnection connection = server.connect();
        connections.add(connection);
        connection.send(TestServer.text("GET /whoami", "Authorization: Bearer " + Tokens.forged()));
      }
      List<Response> responses = new ArrayList<>();
      for (RawConnection connection : connections) {
        responses.add(connection.read());
      }

      assertThat(responses)
          .filteredOn(response -> response.status() == 503)
          .isNotEmpty()
          .allSatisfy(
              busy -> {
                assertThat(busy.reason()).isEqualTo("busy");
                assertThat(busy.has("WWW-Authenticate")).isFalse();
                assertThat(Integer.parseInt(busy.header("Retry-After"))).isPositive();
              });
      assertThat(who.calls()).isZero();
    } finally {
      for (RawConnection connection : connections) {
        connection.close();
      }
    }
  }
}
