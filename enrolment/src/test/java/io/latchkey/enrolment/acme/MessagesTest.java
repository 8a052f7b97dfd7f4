package io.latchkey.enrolment.acme;

import static io.latchkey.enrolment.acme.AcmeClient.assertRejected;
import static io.latchkey.enrolment.acme.AcmeClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.tokens.FailedTokenRateLimiter;
import io.latchkey.tokens.json.JsonText;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessagesTest {
  @TempDir Path folder;
  private AcmeFixture server;

  @BeforeEach
  void open() {
    server = AcmeFixture.open(folder);
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void directory_namesAllResourcesAndRequiresBinding() throws Exception {
    AcmeResponse directory = server.get("directory");

    assertThat(directory.status()).isEqualTo(200);
    assertThat(json(directory))
        .containsEntry("newNonce", "https://ca.test:8900/acme/new-nonce")
        .containsEntry("newAccount", "https://ca.test:8900/acme/new-account")
        .containsEntry("newOrder", "https://ca.test:8900/acme/new-order")
        .containsEntry("revokeCert", "https://ca.test:8900/acme/revoke-cert")
        .containsEntry("keyChange", "https://ca.test:8900/acme/key-change")
        .containsEntry("renewalInfo", "https://ca.test:8900/acme/renewal-info")
        .containsEntry("meta", Map.of("externalAccountRequired", true));
  }

  @Test
  void newNonce_isFreshWithStatusByMethod() {
    AcmeResponse head = server.send("HEAD", "new-nonce");
    AcmeResponse get = server.get("new-nonce");

    assertThat(head.status()).isEqualTo(200);
    assertThat(get.status()).isEqualTo(204);
    assertThat(AcmeFixture.header(get, "Cache-Control")).isEqualTo("no-store");
    assertThat(AcmeFixture.header(get, "Link"))
        .isEqualTo("<https://ca.test:8900/acme/directory>;rel=\"index\"");
    assertThat(AcmeFixture.header(get, "Replay-Nonce"))
        .matches("[A-Za-z0-9_-]{54}")
        .isNotEqualTo(AcmeFixture.header(head, "Replay-Nonce"));
  }

  @Test
  void nonce_isGoodOnceOnAllNodes() throws Exception {
    AcmeClient client = AcmeClient.registered(server, "team-a");
    String message = client.signedWithKid(client.accountPath(), "");

    assertThat(server.postToOtherNode(client.accountPath(), message).status()).isEqualTo(200);
    AcmeResponse replayed = server.post(client.accountPath(), message);

    assertRejected(replayed, 400, "badNonce", "bad_nonce");
    assertThat(AcmeFixture.header(replayed, "Replay-Nonce")).isNotEmpty();
  }

  @Test
  void nonce_endsAfterAnHour() throws Exception {
    AcmeClient client = AcmeClient.registered(server, "team-a");
    String first = client.signedWithKid(client.accountPath(), "");
    String second = client.signedWithKid(client.accountPath(), "");

    server.clock.add(Duration.ofHours(1).minusMillis(1));
    assertThat(server.post(client.accountPath(), first).status()).isEqualTo(200);
    server.clock.add(Duration.ofMillis(1));
    assertRejected(server.post(client.accountPath(), second), 400, "badNonce", "bad_nonce");
  }

  @Test
  void nonce_survivesRotationOfThePsk() throws Exception {
    AcmeClient client = AcmeClient.registered(server, "team-a");
    String message = client.signedWithKid(client.accountPath(), "");

    server.configure(
        io.latchkey.tokens.component.RevokedComponents.none(),
        AcmeFixture.OTHER_ROOT,
        AcmeFixture.ROOT);

    assertThat(server.post(client.accountPath(), message).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
  void nonce_thatServerDidNotMakeIsRejected(String nonce) throws Exception {
    AcmeClient client = AcmeClient.registered(server, "team-a");
    Map<String, Object> header = client.header(client.accountPath());
    header.put("kid", client.account());
    header.put("nonce", nonce);

    assertRejected(
        server.post(client.accountPath(), client.signed(header, "")), 400, "badNonce", "bad_nonce");
  }

  @Test
  void nonce_missingIsRejected() throws Exception {
    AcmeClient client = AcmeClient.registered(server, "team-a");
    Map<String, Object> header = client.header(client.accountPath());
    header.put("kid", client.account());
    header.remove("nonce");

    assertRejected(
        server.post(client.accountPath(), client.signed(header, "")), 400, "badNonce", "bad_nonce");
  }

  @Test
  void url_ofAnotherResourceIsRejected() throws Exception {
    AcmeClient client = AcmeClient.registered(server, "team-a");

    assertRejected(
        server.post(client.accountPath(), client.signedWithKid("new-order", "")),
        401,
        "unauthorized",
        "url");
  }

  @Test
  void signature_ofAnotherKeyIsRejected() throws Exception {
    AcmeClient client = AcmeClient.registered(server, "team-a");
    client.use(AcmeClient.newKey());

    assertRejected(client.postAsGet(client.accountPath()), 401, "unauthorized", "signature");
  }

  @Test
  void unknownAccount_doesNotExist() throws Exception {
    AcmeClient client = AcmeClient.registered(server, "team-a");
    Map<String, Object> header = client.header("new-order");
    header.put("kid", client.account() + "x");

    assertRejected(
        server.post("new-order", client.signed(header, "{}")),
        400,
        "accountDoesNotExist",
        "account_does_not_exist");
  }

  @Test
  void kidAndJwkOrNeither_isMalformed() throws Exception {
    AcmeClient client = AcmeClient.registered(server, "team-a");
    Map<String, Object> both = client.header("new-order");
    both.put("kid", client.account());
    both.put("jwk", AcmeClient.publicJwk(client.key()));

    assertRejected(
        server.post("new-order", client.signed(both, "{}")), 400, "malformed", "malformed");
    assertRejected(
        server.post("new-order", client.signed(client.header("new-order"), "{}")),
        400,
        "malformed",
        "malformed");
    assertRejected(
        server.post("new-order", client.signedWithJwk("new-order", "{}")),
        400,
        "malformed",
        "malformed");
    assertRejected(
        server.post("new-account", client.signedWithKid("new-account", "{}")),
        400,
        "malformed",
        "malformed");
  }

  @Test
  void mismatchedAlgorithm_isRejectedWithSupportedAlgorithms() throws Exception {
    AcmeClient client = new AcmeClient(server);
    Map<String, Object> header = client.header("new-account");
    header.put("jwk", AcmeClient.publicJwk(client.key()));
    String message =
        client.signed(header, "{}").replace("protected\":\"", "protected\":\"").strip();
    Map<String, Object> other = client.header("new-account");
    other.put("alg", "RS256");
    other.put("jwk", AcmeClient.publicJwk(client.key()));
    String wrong =
        message.replaceFirst(
            "\"protected\":\"[^\"]+\"",
            "\"protected\":\""
                + io.latchkey.base.text.Base64Url.encode(
                    JsonText.of(other).getBytes(java.nio.charset.StandardCharsets.UTF_8))
                + "\"");

    AcmeResponse rejected = server.post("new-account", wrong);

    assertRejected(rejected, 400, "badSignatureAlgorithm", "bad_signature_algorithm");
    assertThat(json(rejected).get("algorithms")).isEqualTo(List.of("ES256"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[]",
        "{\"protected\":1,\"payload\":\"\",\"signature\":\"\"}",
        "{\"protected\":\"e30\",\"payload\":\"\",\"signature\":\"=\"}",
        "{\"protected\":\"e30\",\"payload\":\"\",\"signature\":\"\",\"header\":{}}",
        "{\"protected\":\"e30\",\"payload\":\"\",\"signature\":\"\",\"signature\":\"\"}",
        "{\"protected\":\"eyJjcml0IjpbXX0\",\"payload\":\"\",\"signature\":\"\"}"
      })
  void body_thatIsNoJwsIsMalformed(String body) throws Exception {
    assertRejected(server.post("new-account", body), 400, "malformed", "malformed");
  }

  @Test
  void contentType_otherThanJoseIsRejected() throws Exception {
    AcmeClient client = new AcmeClient(server);
    String message = client.signedWithJwk("new-account", "{}");

    assertRejected(
        server.post("new-account", "application/json", message), 415, "malformed", "malformed");
    assertThat(server.post("new-account", "application/jose+json; charset=utf-8", message).status())
        .isEqualTo(403);
  }

  @Test
  void failures_throttleTheAddressButNotKnownAccounts() throws Exception {
    AcmeClient client = AcmeClient.registered(server, "team-a");
    for (int i = 0; i < FailedTokenRateLimiter.BURST; i++) {
      assertThat(server.post("new-account", "{}").status()).isEqualTo(400);
    }

    AcmeResponse throttled = new AcmeClient(server).register(AcmeFixture.component("team-a"));

    assertRejected(throttled, 429, "rateLimited", "throttled");
    assertThat(AcmeFixture.header(throttled, "Retry-After")).isEqualTo("3");
    assertThat(client.postAsGet(client.accountPath()).status()).isEqualTo(200);
  }

  @Test
  void getOfPostOnlyResource_isNotAllowed() throws Exception {
    assertRejected(server.get("new-order"), 405, "malformed", "method");
    assertRejected(server.get("account/x"), 405, "malformed", "method");
    assertRejected(server.get("x"), 404, "malformed", "not_found");
    assertRejected(server.post("x", "{}"), 404, "malformed", "not_found");
  }

  @Test
  void postAsGet_readsDirectoryAndNonce() throws Exception {
    AcmeClient client = AcmeClient.registered(server, "team-a");

    AcmeResponse directory = client.postAsGet("directory");
    AcmeResponse nonce = client.postAsGet("new-nonce");

    assertThat(directory.status()).isEqualTo(200);
    assertThat(json(directory)).isEqualTo(json(server.get("directory")));
    assertThat(nonce.status()).isEqualTo(204);
    assertThat(AcmeFixture.header(nonce, "Replay-Nonce")).isNotEmpty();
    for (String path : List.of("directory", "new-nonce")) {
      assertRejected(client.post(path, Map.of()), 400, "malformed", "malformed");
      assertRejected(server.post(path, "{}"), 400, "malformed", "malformed");
    }
  }

  @Test
  void postAsGet_withPayloadIsMalformed() throws Exception {
    AcmeClient client = AcmeClient.registered(server, "team-a");

    assertRejected(
        client.post(client.accountPath() + "/orders", Map.of()), 400, "malformed", "malformed");
  }
}
