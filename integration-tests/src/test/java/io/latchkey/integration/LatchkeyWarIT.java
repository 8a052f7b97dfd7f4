package io.latchkey.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code latchkey.war} behaves on this server as it does standalone. */
@ExtendWith(ServerExtension.class)
class LatchkeyWarIT {
  private final Server server;
  private final Application latchkey;

  LatchkeyWarIT(Server server, Application latchkey) {
    this.server = server;
    this.latchkey = latchkey;
  }

  @Test
  void start_logsTheContextPath() {
    String path = latchkey.contextPath();

    assertThat(path).isNotEmpty();
    assertThat(server.log())
        .contains(
            "Latchkey answers below the context path %s, for example GET %s/health/ready"
                .formatted(path, path));
  }

  @Test
  void withoutToken_isRejected() throws Exception {
    HttpResponse<String> answer = latchkey.get("/whoami");

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.headers().firstValue("WWW-Authenticate"))
        .contains("Bearer realm=\"latchkey\"");
    assertThat(answer.body()).contains("\"reason\":\"missing\"");
  }

  @Test
  void withToken_callerReachesTheResource() throws Exception {
    assertThat(latchkey.get("/whoami", latchkey.token("worker-1")).body())
        .isEqualTo("{\"name\":\"worker-1\",\"roles\":[\"service\"],\"scheme\":\"psk\"}\n");
  }

  @Test
  void callers_areListedForAnAdminOnly() throws Exception {
    String token = latchkey.token("worker-1");
    latchkey.get("/whoami", latchkey.token("worker-2"));

    HttpResponse<String> rejected = latchkey.get("/callers", token);
    HttpResponse<String> listed =
        latchkey.get("/callers", latchkey.token(Map.of("sub", "ops", "roles", "admin")));

    assertThat(latchkey.get("/callers").body()).contains("\"reason\":\"missing\"");
    assertThat(rejected.statusCode()).isEqualTo(403);
    assertThat(rejected.body()).contains("\"reason\":\"role\"");
    assertThat(listed.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(listed.body())
        .startsWith("{\"callers\":[{\"kind\":\"psk\",\"name\":")
        .contains("{\"kind\":\"psk\",\"name\":\"worker-2\",\"key\":\"psk\",\"lastUsed\":\"");
  }

  @Test
  void caToken_isRejectedAsCredential() throws Exception {
    String authorization =
        latchkey.get("/ca/cert").headers().firstValue("Authorization").orElseThrow();

    HttpResponse<String> answer = latchkey.get("/whoami", authorization.substring(7));

    assertThat(authorization).startsWith("Bearer ey");
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.body()).contains("\"reason\":\"purpose\"");
  }

  @Test
  void openPaths_needNoToken() throws Exception {
    assertThat(latchkey.get("/ca/cert").body()).startsWith("-----BEGIN CERTIFICATE-----");
    assertThat(latchkey.get("/health/live").statusCode()).isEqualTo(200);
    assertThat(latchkey.get("/health/ready").body()).contains("\"auth\":\"required\"");
    assertThat(latchkey.get("/").body()).contains(latchkey.url() + "/ca/cert");
  }

  @Test
  void acme_isServedBelowTheContextPath() throws Exception {
    assertThat(latchkey.get("/acme/directory").body())
        .contains("\"newNonce\":\"" + latchkey.url() + "/acme/new-nonce\"");
    HttpResponse<String> nonce =
        latchkey.send(latchkey.request("/acme/new-nonce").method("HEAD", BodyPublishers.noBody()));
    HttpResponse<String> refused =
        latchkey.send(
            latchkey
                .request("/acme/new-account")
                .header("Content-Type", "application/jose+json")
                .POST(BodyPublishers.ofString("{}")));

    assertThat(nonce.statusCode()).isEqualTo(200);
    assertThat(nonce.headers().firstValue("Replay-Nonce")).isPresent();
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(refused.headers().firstValue("Replay-Nonce")).isPresent();
    assertThat(refused.body()).contains("urn:ietf:params:acme:error:malformed");
  }
}
