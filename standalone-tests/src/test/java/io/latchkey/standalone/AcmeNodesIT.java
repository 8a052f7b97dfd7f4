package io.latchkey.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.latchkey.base.text.Base64Url;
import io.latchkey.pki.CertificateSigningRequestBuilder;
import io.latchkey.pki.Certificates;
import io.latchkey.pki.KeyType;
import io.latchkey.tokens.component.ComponentKey;
import io.latchkey.tokens.component.DerivedSecret;
import io.latchkey.tokens.json.JsonText;
import io.latchkey.tokens.json.StrictJson;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.keys.HmacKey;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** One ACME client whose requests reach two processes of the WAR on one PostgreSQL in turn. */
@EnabledOnOs(
    value = OS.LINUX,
    architectures = "amd64",
    disabledReason = "The tests have PostgreSQL for Linux on amd64 only")
class AcmeNodesIT {
  /** The address of a load balancer, which all nodes write into their URLs. */
  private static final String PUBLIC = "https://ca.nodes.test";

  private static final String NAME = "w.team-a.test";
  private static final Duration TAKEN_UP = Duration.ofSeconds(30);

  @TempDir static Path folder;
  private static Cluster nodes;
  private static ComponentKey component;

  private final KeyPair key = KeyType.EC_P256.generate();
  private final PublicJsonWebKey jwk = PublicJsonWebKey.Factory.newPublicJwk(key.getPublic());
  private String nonce = "";
  private String account = "";

  AcmeNodesIT() throws Exception {}

  @BeforeAll
  static void startNodes() throws Exception {
    component = Cluster.component("team-a;dns=*.team-a.test");
    KnownSecrets.add(component.secretText(DerivedSecret.ACME));
    nodes =
        Cluster.start(
            folder.resolve("shared"),
            2,
            Map.of("LATCHKEY_ENROLMENT", "acme", "LATCHKEY_PUBLIC_URL", PUBLIC));
  }

  @AfterAll
  static void stopNodes() throws Exception {
    nodes.close();
  }

  @Test
  void eachStep_canBeAtAnotherNode() throws Exception {
    Client a = nodes.client(0);
    Client b = nodes.client(1);
    KeyPair certified = KeyType.EC_P256.generate();

    nonce = nonce(a);
    register(b);
    Map<String, Object> order = json(post(a, "/acme/new-order", order(), 201));
    String finalize = path(order.get("finalize"));
    Map<String, Object> valid = json(post(b, finalize, csr(certified), 200));
    String download = path(valid.get("certificate"));
    X509Certificate certificate = Certificates.parsePem(post(a, download, "", 200).body()).get(0);
    assertThat(certificate.getPublicKey()).isEqualTo(certified.getPublic());
    certificate.verify(b.root().getPublicKey());

    // The client has lost the response and asks the other node.
    assertThat(json(post(a, finalize, csr(certified), 200))).isEqualTo(valid);
    assertThat(text(post(b, finalize, csr(KeyType.EC_P256.generate()), 403), "reason"))
        .isEqualTo("order_not_ready");

    String used = nonce;
    post(b, "/acme/new-order", order(), 201);
    nonce = used;
    assertThat(text(post(a, "/acme/new-order", order(), 400), "type")).endsWith(":badNonce");

    String revocation =
        JsonText.of(Map.of("certificate", Base64Url.encode(certificate.getEncoded())));
    post(b, "/acme/revoke-cert", revocation, 200);
    String record = "/ca/certificates/" + certificate.getSerialNumber().toString(16);
    assertThat(a.get(record, a.adminToken()).body()).contains("\"protocol\":\"acme\"");
    await()
        .atMost(TAKEN_UP)
        .until(() -> a.get(record, a.adminToken()).body().contains("\"revocation_reason\""));
    assertThat(text(post(a, "/acme/revoke-cert", revocation, 400), "type"))
        .endsWith(":alreadyRevoked");
  }

  private static String order() {
    return JsonText.of(Map.of("identifiers", List.of(Map.of("type", "dns", "value", NAME))));
  }

  private static String csr(KeyPair certified) {
    byte[] csr = new CertificateSigningRequestBuilder().dnsNames(List.of(NAME)).build(certified);
    return JsonText.of(Map.of("csr", Base64Url.encode(csr)));
  }

  private static String nonce(Client node) throws Exception {
    return nonce(node.get("/acme/new-nonce"));
  }

  private static String nonce(HttpResponse<String> response) {
    return response.headers().firstValue("Replay-Nonce").orElseThrow();
  }

  private void register(Client node) throws Exception {
    String path = "/acme/new-account";
    Map<String, Object> publicKey = jwk.toParams(JsonWebKey.OutputControlLevel.PUBLIC_ONLY);
    String binding =
        jws(
            Map.of("alg", "HS256", "kid", component.path().id(), "url", PUBLIC + path),
            JsonText.of(publicKey),
            new HmacKey(component.secret(DerivedSecret.ACME)));
    String payload = "{\"termsOfServiceAgreed\":true,\"externalAccountBinding\":" + binding + "}";
    account =
        post(node, path, Map.of("jwk", publicKey), payload, 201)
            .headers()
            .firstValue("Location")
            .orElseThrow();
    assertThat(account).startsWith(PUBLIC + "/acme/");
  }

  private HttpResponse<String> post(Client node, String path, String payload, int status)
      throws Exception {
    return post(node, path, Map.of("kid", account), payload, status);
  }

  /** Each response brings the nonce of the next request. */
  private HttpResponse<String> post(
      Client node, String path, Map<String, ?> signedBy, String payload, int status)
      throws Exception {
    Map<String, Object> header = new LinkedHashMap<>(signedBy);
    header.putAll(Map.of("alg", "ES256", "nonce", nonce, "url", PUBLIC + path));
    HttpResponse<String> response =
        node.send(
            node.request(path)
                .header("Content-Type", "application/jose+json")
                .POST(BodyPublishers.ofString(jws(header, payload, key.getPrivate()))));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    nonce = nonce(response);
    return response;
  }

  private static String jws(Map<String, ?> header, String payload, Key signer) throws Exception {
    JsonWebSignature jws = new JsonWebSignature();
    header.forEach(jws.getHeaders()::setObjectHeaderValue);
    jws.setPayload(payload);
    jws.setKey(signer);
    String[] parts = jws.getCompactSerialization().split("\\.", -1);
    return JsonText.of(Map.of("protected", parts[0], "payload", parts[1], "signature", parts[2]));
  }

  private static String path(Object url) {
    return String.valueOf(url).substring(PUBLIC.length());
  }

  private static Map<String, Object> json(HttpResponse<String> response) throws Exception {
    return StrictJson.DOCUMENT.readObject(response.body().getBytes(StandardCharsets.UTF_8));
  }

  private static String text(HttpResponse<String> response, String member) throws Exception {
    return String.valueOf(json(response).get(member));
  }
}
