package io.latchkey.enrolment.acme;

import static io.latchkey.enrolment.acme.AcmeClient.assertRejected;
import static io.latchkey.enrolment.acme.AcmeClient.binding;
import static io.latchkey.enrolment.acme.AcmeClient.json;
import static io.latchkey.enrolment.acme.AcmeClient.publicJwk;
import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.tokens.component.ComponentKey;
import io.latchkey.tokens.component.DerivedSecret;
import io.latchkey.tokens.component.RevokedComponents;
import io.latchkey.tokens.json.JsonText;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.keys.HmacKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccountsTest {
  private static final ComponentKey TEAM = AcmeFixture.component("team-a;dns=*.team-a.test");

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
  void newAccount_isBoundToComponentKey() throws Exception {
    AcmeClient client = new AcmeClient(server);

    AcmeResponse created = client.register(TEAM);

    assertThat(created.status()).as(created.content()).isEqualTo(201);
    assertThat(json(created))
        .containsEntry("status", "valid")
        .containsEntry("contact", List.of("mailto:admin@team-a.test"))
        .containsEntry("orders", client.account() + "/orders");
    String id = client.accountPath().substring("account/".length());
    assertThat(server.ca().enrolment().acme().account(id).orElseThrow().callerKey())
        .startsWith("lk1.team-a;dns=*.team-a.test ");
  }

  @Test
  void existingKey_returnsAccountAndKeepsBinding() throws Exception {
    AcmeClient client = AcmeClient.registered(server, "team-a");
    String first = client.account();

    AcmeResponse again = client.register(AcmeFixture.component("team-b"));

    assertThat(again.status()).isEqualTo(200);
    assertThat(client.account()).isEqualTo(first);
    assertThat(
            server
                .ca()
                .enrolment()
                .acme()
                .account(first.substring(first.lastIndexOf('/') + 1))
                .orElseThrow())
        .matches(account -> account.callerKey().startsWith("lk1.team-a "));
    assertThat(client.register(Map.of("onlyReturnExisting", true)).status()).isEqualTo(200);
  }

  @Test
  void onlyReturnExisting_unknownKeyDoesNotExist() throws Exception {
    assertRejected(
        new AcmeClient(server).register(Map.of("onlyReturnExisting", true)),
        400,
        "accountDoesNotExist",
        "account_does_not_exist");
  }

  @Test
  void newAccount_withoutBindingIsRejected() throws Exception {
    assertRejected(
        new AcmeClient(server).register(Map.of("termsOfServiceAgreed", true)),
        403,
        "externalAccountRequired",
        "external_account_required");
  }

  private AcmeResponse register(AcmeClient client, Map<String, Object> binding) throws Exception {
    return client.register(Map.of("externalAccountBinding", binding));
  }

  @Test
  void binding_withWrongSecretIsRejectedAndCounted() throws Exception {
    AcmeClient client = new AcmeClient(server);
    Map<String, Object> wrong =
        binding(TEAM.path().id(), TEAM.secret(DerivedSecret.EST), "new-account", client.key());

    assertRejected(register(client, wrong), 401, "unauthorized", "signature");
    assertThat(server.failures().isEmpty()).isFalse();
    assertThat(server.rejections).containsExactly("signature");
  }

  @Test
  void binding_ofAnotherPskIsRejected() throws Exception {
    AcmeClient client = new AcmeClient(server);

    assertRejected(
        register(client, binding(AcmeFixture.OTHER_ROOT.derive("team-a"), client.key())),
        401,
        "unauthorized",
        "signature");
  }

  @Test
  void binding_forAnotherUrlIsRejected() throws Exception {
    AcmeClient client = new AcmeClient(server);

    assertRejected(
        register(
            client,
            binding(TEAM.path().id(), TEAM.secret(DerivedSecret.ACME), "new-order", client.key())),
        401,
        "unauthorized",
        "url");
  }

  @Test
  void binding_ofAnotherAccountKeyIsRejected() throws Exception {
    AcmeClient client = new AcmeClient(server);

    assertRejected(
        register(client, binding(TEAM, AcmeClient.newKey())), 401, "unauthorized", "binding");
  }

  @Test
  void binding_withAnotherAlgorithmIsRejected() throws Exception {
    AcmeClient client = new AcmeClient(server);
    Map<String, Object> wrong =
        AcmeClient.jws(
            Map.of(
                "alg",
                "HS384",
                "kid",
                TEAM.path().id(),
                "url",
                AcmeFixture.BASE + "/acme/new-account"),
            JsonText.of(publicJwk(client.key())),
            new HmacKey(TEAM.secret(DerivedSecret.ACME)));

    assertRejected(
        register(client, wrong), 400, "badSignatureAlgorithm", "bad_signature_algorithm");
  }

  @Test
  void binding_withNonceIsRejected() throws Exception {
    AcmeClient client = new AcmeClient(server);
    Map<String, Object> wrong =
        AcmeClient.jws(
            Map.of(
                "alg",
                "HS256",
                "nonce",
                server.nonce(),
                "kid",
                TEAM.path().id(),
                "url",
                AcmeFixture.BASE + "/acme/new-account"),
            JsonText.of(publicJwk(client.key())),
            new HmacKey(TEAM.secret(DerivedSecret.ACME)));

    assertRejected(register(client, wrong), 400, "malformed", "malformed");
  }

  @ParameterizedTest
  @CsvSource({
    "team-a;use=est, 403, use",
    "team-a;roles=metrics, 403, role",
    "team-a;not-after=20261126T120000Z, 401, expired"
  })
  void bindingByKeyForbiddenToEnrol_isRejected(String segment, int status, String reason)
      throws Exception {
    AcmeClient client = new AcmeClient(server);

    assertRejected(client.register(AcmeFixture.component(segment)), status, "unauthorized", reason);
  }

  @Test
  void binding_withRevokedKeyIsRejected() throws Exception {
    server.configure(RevokedComponents.parse("team-a"), AcmeFixture.ROOT);

    assertRejected(new AcmeClient(server).register(TEAM), 401, "unauthorized", "revoked");
  }

  @ParameterizedTest
  @ValueSource(strings = {"psk", "lk1.", "lk1.team a", "lk1s.x.team-a"})
  void bindingKidOtherThanComponentKey_isMalformed(String id) throws Exception {
    AcmeClient client = new AcmeClient(server);

    assertRejected(
        register(client, binding(id, new byte[32], "new-account", client.key())),
        400,
        "malformed",
        "malformed");
  }

  @Test
  void componentKeyOfAccount_isCheckedAgain() throws Exception {
    AcmeClient client = AcmeClient.registered(server, "team-a;not-after=20261127T000000Z");
    assertThat(client.postAsGet(client.accountPath()).status()).isEqualTo(200);

    server.configure(RevokedComponents.parse("team-a"), AcmeFixture.ROOT);
    assertRejected(client.postAsGet(client.accountPath()), 401, "unauthorized", "revoked");
    assertRejected(client.register(TEAM), 401, "unauthorized", "revoked");

    server.configure(RevokedComponents.none(), AcmeFixture.OTHER_ROOT);
    assertRejected(client.postAsGet(client.accountPath()), 401, "unauthorized", "signature");

    server.configure(RevokedComponents.none(), AcmeFixture.OTHER_ROOT, AcmeFixture.ROOT);
    assertThat(client.postAsGet(client.accountPath()).status()).isEqualTo(200);

    server.clock.add(Duration.ofHours(12));
    assertRejected(client.postAsGet(client.accountPath()), 401, "unauthorized", "expired");
  }

  @Test
  void update_changesContacts() throws Exception {
    AcmeClient client = AcmeClient.registered(server, "team-a");

    assertThat(
            json(client.post(client.accountPath(), Map.of("contact", List.of("mailto:b@x.test"))))
                .get("contact"))
        .isEqualTo(List.of("mailto:b@x.test"));
    assertThat(json(client.postAsGet(client.accountPath())).get("contact"))
        .isEqualTo(List.of("mailto:b@x.test"));
    assertThat(json(client.post(client.accountPath(), Map.of("contact", List.of()))).get("contact"))
        .isEqualTo(List.of());
  }

  @ParameterizedTest
  @CsvSource({
    "tel:+1, unsupportedContact, unsupported_contact",
    "mailto:a, invalidContact, invalid_contact",
    "mailto:a@x?subject=y, invalidContact, invalid_contact",
    "'mailto:a@x,b@x', invalidContact, invalid_contact"
  })
  void update_badContactIsRejected(String contact, String type, String reason) throws Exception {
    AcmeClient client = AcmeClient.registered(server, "team-a");

    assertRejected(
        client.post(client.accountPath(), Map.of("contact", List.of(contact))), 400, type, reason);
  }

  @Test
  void deactivatedAccount_isRejected() throws Exception {
    AcmeClient client = AcmeClient.registered(server, "team-a");

    assertThat(
            json(client.post(client.accountPath(), Map.of("status", "deactivated"))).get("status"))
        .isEqualTo("deactivated");

    assertRejected(client.order("w.test"), 401, "unauthorized", "deactivated");
    assertRejected(client.register(TEAM), 401, "unauthorized", "deactivated");
  }

  @Test
  void anotherAccount_isNotShown() throws Exception {
    AcmeClient client = AcmeClient.registered(server, "team-a");
    AcmeClient other = AcmeClient.registered(server, "team-b");

    assertRejected(other.postAsGet(client.accountPath()), 403, "unauthorized", "account");
    assertRejected(
        other.postAsGet(client.accountPath() + "/orders"), 403, "unauthorized", "account");
  }

  private String keyChange(AcmeClient client, PublicJsonWebKey next, Map<String, ?> change)
      throws Exception {
    Map<String, Object> header = new LinkedHashMap<>();
    header.put("alg", "ES256");
    header.put("jwk", publicJwk(next));
    header.put("url", AcmeFixture.BASE + "/acme/key-change");
    return client.signedWithKid(
        "key-change",
        JsonText.of(AcmeClient.jws(header, JsonText.of(change), next.getPrivateKey())));
  }

  @Test
  void keyChange_replacesTheKey() throws Exception {
    AcmeClient client = AcmeClient.registered(server, "team-a");
    PublicJsonWebKey next = AcmeClient.newKey();
    Map<String, ?> change = Map.of("account", client.account(), "oldKey", publicJwk(client.key()));

    AcmeResponse changed = server.post("key-change", keyChange(client, next, change));

    assertThat(changed.status()).as(changed.content()).isEqualTo(200);
    assertRejected(client.postAsGet(client.accountPath()), 401, "unauthorized", "signature");
    client.use(next);
    assertThat(client.postAsGet(client.accountPath()).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"contacts", "deactivation", "key"})
  void keyChangeDuringAnotherChange_isNotUndone(String other) throws Exception {
    AcmeClient client = AcmeClient.registered(server, "team-a");
    PublicJsonWebKey next = AcmeClient.newKey();
    Map<String, ?> change = Map.of("account", client.account(), "oldKey", publicJwk(client.key()));
    String first = keyChange(client, next, change);
    server.beforeUpdate =
        () -> assertThat(server.postToOtherNode("key-change", first).status()).isEqualTo(200);

    AcmeResponse rejected =
        switch (other) {
          case "contacts" -> client.post(client.accountPath(), Map.of("contact", List.of()));
          case "deactivation" -> client.post(client.accountPath(), Map.of("status", "deactivated"));
          default -> server.post("key-change", keyChange(client, AcmeClient.newKey(), change));
        };

    assertRejected(rejected, 401, "unauthorized", "signature");
    client.use(next);
    assertThat(json(client.postAsGet(client.accountPath())))
        .containsEntry("status", "valid")
        .containsEntry("contact", List.of("mailto:admin@team-a.test"));
  }

  @Test
  void keyChangeToKeyInUse_isConflict() throws Exception {
    AcmeClient client = AcmeClient.registered(server, "team-a");
    AcmeClient other = AcmeClient.registered(server, "team-a");
    Map<String, ?> change = Map.of("account", client.account(), "oldKey", publicJwk(client.key()));

    AcmeResponse rejected = server.post("key-change", keyChange(client, other.key(), change));

    assertRejected(rejected, 409, "malformed", "key_in_use");
    assertThat(AcmeFixture.header(rejected, "Location")).isEqualTo(other.account());
  }

  @Test
  void wrongOldKeyOrAccount_isMalformed() throws Exception {
    AcmeClient client = AcmeClient.registered(server, "team-a");
    PublicJsonWebKey next = AcmeClient.newKey();

    for (Map<String, ?> change :
        List.of(
            Map.of("account", client.account(), "oldKey", publicJwk(next)),
            Map.of("account", client.account() + "x", "oldKey", publicJwk(client.key())))) {
      assertRejected(
          server.post("key-change", keyChange(client, next, change)),
          400,
          "malformed",
          "malformed");
    }
  }
}
