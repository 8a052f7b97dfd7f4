package io.latchkey.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.filter.BearerTokenFilter;
import io.latchkey.filter.Tokens;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server of its own is needed for: there can be one CDI container at a time. */
class MechanismModesIT {
  @TempDir Path folder;

  @Test
  void manyBadTokens_throttleUnknownTokensOnly() throws Exception {
    try (TestServer own = TestServer.builder(folder).start()) {
      String known = Tokens.of("worker-1");
      assertThat(own.get("/app/who", known).statusCode()).isEqualTo(200);

      IntStream.range(0, 20).forEach(n -> status(own, "x" + n));

      HttpResponse<String> throttled = own.get("/app/who", "x");
      assertThat(throttled.statusCode()).isEqualTo(429);
      assertThat(throttled.headers().firstValue("Retry-After")).isPresent();
      assertThat(throttled.body()).endsWith("\"reason\":\"throttled\"}\n");
      assertThat(own.get("/app/who", Tokens.withNewSalt("worker-2")).statusCode()).isEqualTo(429);
      assertThat(own.get("/app/who", known).statusCode()).isEqualTo(200);
    }
  }

  private static int status(TestServer server, String token) {
    try {
      return server.get("/app/who", token).statusCode();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void disabledAuthentication_passesAllButConstrainedRequests() throws Exception {
    try (TestServer own =
        TestServer.unconfigured(folder)
            .param("latchkey.auth", "disabled")
            .webXml(MechanismIT.CONSTRAINT)
            .start()) {
      assertThat(own.contextAttribute(BearerTokenFilter.AUTH_ATTRIBUTE)).isEqualTo("disabled");
      assertThat(own.get("/app/who").body()).isEqualTo("null service=false admin=false");
      assertThat(own.get("/app/admin").statusCode()).isEqualTo(401);
    }
  }
}
