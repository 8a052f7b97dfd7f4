package io.latchkey.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.filter.Tokens;
import io.latchkey.filter.observe.AuthenticationStatistics;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server whose security is not switched on: CDI starts the mechanism, but the server does not
 * call it.
 */
class UnaskedMechanismIT {
  @TempDir Path folder;

  @Test
  void filter_usesTheSettingsOfTheMechanism() throws Exception {
    try (TestServer server =
        TestServer.unconfigured(folder)
            .withoutJakartaSecurity()
            .classes(Definitions.Literal.class)
            .start()) {
      assertThat(server.get("/app/who").statusCode()).isEqualTo(401);
      assertThat(server.get("/app/who").body()).endsWith("\"reason\":\"missing\"}\n");
      assertThat(server.get("/app/open").statusCode()).isEqualTo(200);
      assertThat(server.get("/app/who", Tokens.of("worker-1")).statusCode()).isEqualTo(200);
      assertThat(server.get("/app/who?forward", Tokens.of("worker-1")).body())
          .startsWith("worker-1 by psk ");
      assertThat(server.get("/app/who", Tokens.signedWithAnotherKey()).statusCode()).isEqualTo(401);
    }
  }

  private static AuthenticationStatistics counts(TestServer server) {
    return (AuthenticationStatistics)
        server.contextAttribute(AuthenticationStatistics.class.getName());
  }

  @Test
  void deferredExpressionThatFails_rejectsTheRequest() throws Exception {
    try (TestServer server =
        TestServer.unconfigured(folder)
            .withoutJakartaSecurity()
            .classes(Definitions.Deferred.class, Definitions.Keys.class)
            .start()) {
      server.setContextAttribute(Definitions.Keys.GONE, true);

      var response = server.get("/app/admin", Tokens.of("worker-1"));

      assertThat(response.statusCode()).isEqualTo(500);
      assertThat(response.body()).endsWith("\"reason\":\"configuration\"}\n");
      assertThat(counts(server).rejected("configuration")).isOne();
    }
  }
}
