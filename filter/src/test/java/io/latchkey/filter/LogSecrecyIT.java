package io.latchkey.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.base.testing.CollectedLog;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** No log line at any level contains a credential. */
class LogSecrecyIT {

  @Test
  void tokensAndKeys_areNeverLogged() throws Exception {
    List<String> tokens =
        List.of(
            Tokens.of("worker-1"),
            Tokens.withNewSalt("worker-2"),
            Tokens.expired(),
            Tokens.forged(),
            Tokens.signedWithAnotherKey(),
            Tokens.ofTheAuthority());
    List<String> logged = new ArrayList<>();
    try (CollectedLog log = CollectedLog.ofAll()) {
      try (TestServer server = TestServer.builder().servlet("/*", new WhoServlet()).start()) {
        for (String token : tokens) {
          server.get("/whoami", token);
          server.get("/ca/cert", token);
          server.get("/whoami;x", token);
          server.request("GET /whoami", "Authorization: Bearer " + token + " " + token);
        }
      }
      try (TestServer server = TestServer.builder().param("latchkey.clock-skew", "soon").start()) {
        assertThat(server.isRunning()).isFalse();
      }
      logged.addAll(log.lines());
    }

    String all = String.join("\n", logged);
    assertThat(all)
        .contains(
            "refused reason=expired method=\"GET\" path=\"/whoami\" address=127.0.0.1 kid=- ");
    assertThat(all).doesNotContain(Tokens.PSK);
    assertThat(tokens)
        .allSatisfy(
            token -> {
              assertThat(all).doesNotContain(token);
              assertThat(all).doesNotContain(token.substring(token.lastIndexOf('.') + 1));
            });
  }
}
