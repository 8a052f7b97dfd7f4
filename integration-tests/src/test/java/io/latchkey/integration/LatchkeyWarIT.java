package io.latchkey.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.pki.CertificateSigningRequestBuilder;
import io.latchkey.pki.Certificates;
import io.latchkey.pki.KeyType;
import io.latchkey.tokens.TokenSigner;
import io.latchkey.tokens.component.ComponentKey;
import io.latchkey.tokens.component.DerivedSecret;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
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
    HttpResponse<String> response = latchkey.get("/whoami");

    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.headers().firstValue("WWW-Authenticate"))
        .contains("Bearer realm=\"latchkey\"");
    assertThat(response.body()).contains("\"reason\":\"missing\"");
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

    HttpResponse<String> response = latchkey.get("/whoami", authorization.substring(7));

    assertThat(authorization).startsWith("Bearer ey");
    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.body()).contains("\"reason\":\"purpose\"");
  }

  @Test
  void openPaths_needNoToken() throws Exception {
    assertThat(latchkey.get("/ca/cert").body()).startsWith("-----BEGIN CERTIFICATE-----");
    assertThat(latchkey.get("/health/live").statusCode()).isEqualTo(200);
    assertThat(latchkey.get("/health/ready").body()).contains("\"auth\":\"required\"");
    assertThat(latchkey.get("/").body()).contains(latchkey.url() + "/ca/cert");
  }

  /** The clients of EST need the length, and read a bounded header only. */
  @Test
  void est_isServedBelowTheContextPath() throws Exception {
    HttpResponse<String> certificates = latchkey.get("/.well-known/est/cacerts");
    assertEst(certificates, "application/pkcs7-mime");
    assertThat(Certificates.parseAll(Base64.getDecoder().decode(certificates.body())))
        .isEqualTo(Certificates.parsePem(latchkey.get("/ca/cert").body()));
    assertEst(latchkey.get("/.well-known/est/csrattrs"), "application/csrattrs");

    ComponentKey key = latchkey.componentKey("team-a;use=est;dns=*.team-a.test");
    String basic = key.path().id() + ":" + key.secretText(DerivedSecret.EST);
    HttpResponse<String> enrolled =
        enrol(
            "Basic " + Base64.getEncoder().encodeToString(basic.getBytes(StandardCharsets.UTF_8)));
    assertEst(enrolled, "application/pkcs7-mime;smime-type=certs-only");
    assertThat(Certificates.parseAll(Base64.getDecoder().decode(enrolled.body()))).hasSize(1);
    assertEst(
        enrol("Bearer " + TokenSigner.of(key).sign(Map.of())),
        "application/pkcs7-mime;smime-type=certs-only");
  }

  @Test
  void est_rejectsWithBothChallenges() throws Exception {
    HttpResponse<String> missing = enrol("Digest x");
    HttpResponse<String> forged = enrol("Bearer " + latchkey.token("worker-1") + "A");

    assertThat(missing.statusCode()).isEqualTo(401);
    assertThat(missing.body()).contains("\"reason\":\"missing\"");
    assertThat(missing.headers().allValues("WWW-Authenticate"))
        .containsExactly("Basic realm=\"latchkey\"", "Bearer realm=\"latchkey\"");
    assertThat(forged.statusCode()).isEqualTo(401);
    assertThat(forged.headers().allValues("WWW-Authenticate"))
        .containsExactly(
            "Basic realm=\"latchkey\"", "Bearer realm=\"latchkey\", error=\"invalid_token\"");
  }

  private HttpResponse<String> enrol(String authorization) throws Exception {
    byte[] request =
        new CertificateSigningRequestBuilder()
            .dnsNames(List.of("w.team-a.test"))
            .build(KeyType.EC_P256.generate());
    return latchkey.send(
        latchkey
            .request("/.well-known/est/simpleenroll")
            .header("Authorization", authorization)
            .header("Content-Type", "application/pkcs10")
            .POST(BodyPublishers.ofString(Base64.getMimeEncoder().encodeToString(request))));
  }

  private static void assertEst(HttpResponse<String> response, String type) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type").orElse("").replace(" ", ""))
        .isEqualTo(type);
    assertThat(response.headers().firstValue("Content-Transfer-Encoding")).hasValue("base64");
    assertThat(response.headers().firstValue("Transfer-Encoding")).isEmpty();
    assertThat(response.headers().firstValueAsLong("Content-Length"))
        .hasValue(response.body().length());
    int header =
        response.headers().map().entrySet().stream()
            .mapToInt(
                line ->
                    line.getValue().stream()
                        .mapToInt(v -> line.getKey().length() + v.length() + 4)
                        .sum())
            .sum();
    assertThat(header).isLessThan(900);
  }

  @Test
  void enrolment_isServedBelowTheContextPath() throws Exception {
    assertThat(latchkey.get("/acme/directory").body())
        .contains("\"newNonce\":\"" + latchkey.url() + "/acme/new-nonce\"");
    HttpResponse<String> nonce =
        latchkey.send(latchkey.request("/acme/new-nonce").method("HEAD", BodyPublishers.noBody()));
    HttpResponse<String> rejected =
        latchkey.send(
            latchkey
                .request("/acme/new-account")
                .header("Content-Type", "application/jose+json")
                .POST(BodyPublishers.ofString("{}")));

    assertThat(nonce.statusCode()).isEqualTo(200);
    assertThat(nonce.headers().firstValue("Replay-Nonce")).isPresent();
    assertThat(rejected.statusCode()).isEqualTo(400);
    assertThat(rejected.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(rejected.headers().firstValue("Replay-Nonce")).isPresent();
    assertThat(rejected.body()).contains("urn:ietf:params:acme:error:malformed");
    for (String path : List.of("/ca/cmp", "/.well-known/cmp")) {
      HttpResponse<String> response =
          latchkey.send(
              latchkey
                  .request(path)
                  .header("Content-Type", "application/pkixcmp")
                  .POST(BodyPublishers.ofString("0")));

      assertThat(response.statusCode()).as(path).isEqualTo(400);
      assertThat(response.body()).as(path).contains("no well-formed PKIMessage");
    }
  }
}
