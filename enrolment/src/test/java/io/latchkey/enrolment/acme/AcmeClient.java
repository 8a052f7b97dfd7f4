package io.latchkey.enrolment.acme;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.base.text.Base64Url;
import io.latchkey.ca.testing.RequestBuilder;
import io.latchkey.pki.Certificates;
import io.latchkey.pki.KeyType;
import io.latchkey.tokens.component.ComponentKey;
import io.latchkey.tokens.component.DerivedSecret;
import io.latchkey.tokens.json.JsonText;
import io.latchkey.tokens.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;

/** An ACME client that can also make each mistake. */
final class AcmeClient {
  static final String NEW_ACCOUNT = "new-account";

  private final AcmeFixture server;
  private PublicJsonWebKey key;
  private String account = "";

  AcmeClient(AcmeFixture server) throws Exception {
    this.server = server;
    this.key = newKey();
  }

  static PublicJsonWebKey newKey() throws Exception {
    return jwk(keyPair());
  }

  static KeyPair keyPair() {
    return KeyType.EC_P256.generate();
  }

  static PublicJsonWebKey jwk(KeyPair pair) throws JoseException {
    PublicJsonWebKey jwk = PublicJsonWebKey.Factory.newPublicJwk(pair.getPublic());
    jwk.setPrivateKey(pair.getPrivate());
    return jwk;
  }

  void use(PublicJsonWebKey other) {
    key = other;
  }

  PublicJsonWebKey key() {
    return key;
  }

  String account() {
    return account;
  }

  String accountPath() {
    return path(account);
  }

  static String path(String url) {
    return url.substring((AcmeFixture.BASE + "/acme/").length());
  }

  static Map<String, Object> publicJwk(PublicJsonWebKey key) {
    return key.toParams(JsonWebKey.OutputControlLevel.PUBLIC_ONLY);
  }

  /** The members of a JWS with any header. */
  static Map<String, Object> jws(
      Map<String, ?> header, String payload, java.security.Key signingKey) throws JoseException {
    JsonWebSignature jws = new JsonWebSignature();
    header.forEach(jws.getHeaders()::setObjectHeaderValue);
    jws.setPayload(payload);
    jws.setKey(signingKey);
    jws.setDoKeyValidation(false);
    String[] parts = jws.getCompactSerialization().split("\\.", -1);
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("protected", parts[0]);
    members.put("payload", parts[1]);
    members.put("signature", parts[2]);
    return members;
  }

  Map<String, Object> header(String path) {
    Map<String, Object> header = new LinkedHashMap<>();
    header.put("alg", "ES256");
    header.put("nonce", server.nonce());
    header.put("url", AcmeFixture.BASE + "/acme/" + path);
    return header;
  }

  String signed(Map<String, Object> header, String payload) throws JoseException {
    return JsonText.of(jws(header, payload, key.getPrivateKey()));
  }

  String signedWithKid(String path, String payload) throws JoseException {
    Map<String, Object> header = header(path);
    header.put("kid", account);
    return signed(header, payload);
  }

  String signedWithJwk(String path, String payload) throws JoseException {
    Map<String, Object> header = header(path);
    header.put("jwk", publicJwk(key));
    return signed(header, payload);
  }

  static Map<String, Object> binding(ComponentKey component, PublicJsonWebKey key)
      throws JoseException {
    return binding(component.path().id(), component.secret(DerivedSecret.ACME), NEW_ACCOUNT, key);
  }

  static Map<String, Object> binding(String id, byte[] secret, String path, PublicJsonWebKey key)
      throws JoseException {
    return jws(
        Map.of("alg", "HS256", "kid", id, "url", AcmeFixture.BASE + "/acme/" + path),
        JsonText.of(publicJwk(key)),
        new HmacKey(secret));
  }

  AcmeResponse register(Map<String, ?> payload) throws JoseException {
    AcmeResponse response =
        server.post(NEW_ACCOUNT, signedWithJwk(NEW_ACCOUNT, JsonText.of(payload)));
    if (response.status() < 300) {
      account = AcmeFixture.header(response, "Location");
    }
    return response;
  }

  AcmeResponse register(ComponentKey component) throws JoseException {
    return register(
        Map.of(
            "termsOfServiceAgreed",
            true,
            "contact",
            List.of("mailto:admin@team-a.test"),
            "externalAccountBinding",
            binding(component, key)));
  }

  static AcmeClient registered(AcmeFixture server, String segment) throws Exception {
    AcmeClient client = new AcmeClient(server);
    assertThat(client.register(AcmeFixture.component(segment)).status()).isEqualTo(201);
    return client;
  }

  AcmeResponse post(String path, Map<String, ?> payload) throws JoseException {
    return server.post(path, signedWithKid(path, JsonText.of(payload)));
  }

  AcmeResponse postAsGet(String path) throws JoseException {
    return server.post(path, signedWithKid(path, ""));
  }

  AcmeResponse order(String... dnsNames) throws JoseException {
    return post("new-order", Map.of("identifiers", dns(dnsNames)));
  }

  static List<Map<String, String>> dns(String... names) {
    return List.of(names).stream().map(name -> Map.of("type", "dns", "value", name)).toList();
  }

  /** Orders and finalizes; returns the response to the last request. */
  AcmeResponse obtain(KeyPair certificateKey, String... names) throws Exception {
    AcmeResponse order = order(names);
    assertThat(order.status()).as(order.content()).isEqualTo(201);
    return finalizeOrder(order, RequestBuilder.of("").dns(names).key(certificateKey).der());
  }

  AcmeResponse finalizeOrder(AcmeResponse order, byte[] csr) throws Exception {
    return post(path(text(order, "finalize")), Map.of("csr", Base64Url.encode(csr)));
  }

  /** The first certificate that a response to a finalize request leads to. */
  X509Certificate certificate(AcmeResponse finalized) throws Exception {
    assertThat(finalized.status()).as(finalized.content()).isEqualTo(200);
    AcmeResponse chain = postAsGet(path(text(finalized, "certificate")));
    assertThat(chain.status()).as(chain.content()).isEqualTo(200);
    return Certificates.parsePem(chain.content()).get(0);
  }

  static Map<String, Object> json(AcmeResponse response) throws Exception {
    return StrictJson.DOCUMENT.readObject(response.content().getBytes(StandardCharsets.UTF_8));
  }

  static String text(AcmeResponse response, String member) throws Exception {
    return String.valueOf(json(response).get(member));
  }

  /** Checks a rejection: type, status and reason. */
  static void assertRejected(AcmeResponse response, int status, String type, String reason)
      throws Exception {
    assertThat(response.status()).as(response.content()).isEqualTo(status);
    assertThat(text(response, "type")).isEqualTo("urn:ietf:params:acme:error:" + type);
    assertThat(text(response, "reason")).isEqualTo(reason);
    assertThat(json(response)).containsKeys("title", "status", "detail");
    assertThat(AcmeFixture.header(response, "Content-Type")).isEqualTo("application/problem+json");
  }
}
