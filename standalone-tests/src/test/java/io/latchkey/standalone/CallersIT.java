package io.latchkey.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.tokens.PreSharedKey;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code GET /callers}, the rules of paths and the log of decisions of the running server. */
class CallersIT {
  @TempDir Path data;

  @Test
  void denyingServer_servesOwnResourcesAndListsCallers() throws Exception {
    String previous = PreSharedKey.generate().reveal();
    KnownSecrets.add(previous);
    try (LatchkeyProcess server =
        LatchkeyProcess.start(
            Map.of(
                "LATCHKEY_ROLES_DEFAULT", "deny",
                "LATCHKEY_CORS_ORIGINS", "https://app.example.org"),
            data,
            "--previous-psk",
            previous,
            "--log-level",
            "debug")) {
      Client client = Client.of(server, data);
      Client old = Client.of(server, PreSharedKey.of(previous));

      assertOwnResourcesKeepTheirRules(client);
      assertThat(old.get("/ca/certificates", old.token(Map.of("sub", "late"))).statusCode())
          .isEqualTo(200);
      assertCallers(client);
      assertRejectionsHaveCorsHeaders(client);
      assertThat(server.stdout() + server.stderr())
          .contains("admitted method=\"GET\" path=\"/callers\"")
          .contains("open method=\"GET\" path=\"/ca/cert\"")
          .contains("refused reason=role method=\"GET\" path=\"/whoami\"");
    }
  }

  private static void assertOwnResourcesKeepTheirRules(Client client) throws Exception {
    for (String path : List.of("/", "/health/live", "/health/ready", "/ca/cert")) {
      assertThat(client.get(path).statusCode()).as(path).isEqualTo(200);
    }
    HttpResponse<String> denied = client.get("/whoami", client.adminToken());
    assertThat(denied.statusCode()).isEqualTo(403);
    assertThat(denied.body()).contains("\"reason\":\"role\"");
    assertThat(client.get("/metrics", client.adminToken()).statusCode()).isEqualTo(200);
    assertThat(client.get("/metrics", client.serviceToken()).statusCode()).isEqualTo(403);
    assertThat(client.get("/ca/certificates", client.serviceToken()).statusCode()).isEqualTo(200);
  }

  private static void assertCallers(Client client) throws Exception {
    assertThat(client.get("/callers").statusCode()).isEqualTo(401);
    HttpResponse<String> service = client.get("/callers", client.serviceToken());
    assertThat(service.statusCode()).isEqualTo(403);
    assertThat(service.body()).contains("\"reason\":\"role\"");
    assertThat(service.headers().firstValue("WWW-Authenticate"))
        .hasValue("Bearer realm=\"latchkey\", error=\"insufficient_scope\", scope=\"admin\"");

    String callers = client.get("/callers", client.adminToken()).body();

    assertThat(callers)
        .startsWith("{\"callers\":[{\"kind\":\"psk\",\"name\":\"")
        .contains("{\"kind\":\"psk\",\"name\":\"ops\",\"key\":\"psk\",\"lastUsed\":\"")
        .contains("{\"kind\":\"psk\",\"name\":\"late\",\"key\":\"previous-psk\",\"lastUsed\":\"")
        .contains(",\"address\":\"127.0.0.1\"}");
    Instant lastUsed =
        Instant.parse(
            callers.replaceFirst("(?s).*previous-psk\",\"lastUsed\":\"([^\"]*)\".*", "$1"));
    assertThat(Duration.between(lastUsed, Instant.now()))
        .isBetween(Duration.ZERO, Duration.ofMinutes(2));
  }

  private static void assertRejectionsHaveCorsHeaders(Client client) throws Exception {
    for (String path : List.of("/whoami", "/callers", "/ca/certificates/zz")) {
      HttpResponse<String> response =
          client.send(
              client
                  .request(path)
                  .header("Origin", "https://app.example.org")
                  .header("Authorization", "Bearer " + client.serviceToken()));

      assertThat(response.statusCode()).as(path).isBetween(400, 499);
      assertThat(response.headers().firstValue("Access-Control-Allow-Origin"))
          .hasValue("https://app.example.org");
    }
  }
}
