package io.latchkey.jaxrs.authority;

import static io.latchkey.jaxrs.AuthorityFixture.pem;
import static io.latchkey.jaxrs.AuthorityFixture.post;
import static io.latchkey.jaxrs.AuthorityFixture.request;
import static io.latchkey.jaxrs.AuthorityFixture.token;
import static io.latchkey.jaxrs.ProblemAssertions.assertRejected;
import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.jaxrs.AuthorityFixture;
import io.latchkey.pki.Fingerprint;
import io.latchkey.pki.KeyType;
import io.latchkey.pki.Pem;
import io.latchkey.tokens.VerifiedToken;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jboss.resteasy.mock.MockHttpRequest;
import org.jboss.resteasy.mock.MockHttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateAuthorityResourceTest {
  @TempDir static Path dir;
  private static AuthorityFixture ca;

  @BeforeAll
  static void open() {
    ca = AuthorityFixture.open(dir);
  }

  @AfterAll
  static void close() {
    ca.close();
  }

  private static X509Certificate certificate(MockHttpResponse response) throws Exception {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(response.getOutput()));
  }

  private static JsonObject json(MockHttpResponse response) throws Exception {
    return Json.createReader(new StringReader(response.getContentAsString())).readObject();
  }

  private static String challenge(MockHttpResponse response) {
    return String.valueOf(response.getOutputHeaders().getFirst("WWW-Authenticate"));
  }

  @Test
  void root_isOpenAndAuthenticated() throws Exception {
    MockHttpResponse response = ca.sendAnonymously(MockHttpRequest.get("/ca/cert"));

    assertThat(response.getStatus()).isEqualTo(200);
    assertThat(certificate(response)).isEqualTo(ca.authority().root());
    Map<String, List<Object>> headers = response.getOutputHeaders();
    String fingerprint = Fingerprint.sha256(ca.authority().root());
    assertThat(headers.get("Content-Type").get(0)).hasToString("application/x-pem-file");
    assertThat(headers.get("SHA256-Fingerprint")).containsExactly(fingerprint);
    assertThat(headers.get("Cache-Control").get(0)).hasToString("no-store");
    assertThat(headers.get("Content-Disposition"))
        .containsExactly("attachment; filename=\"latchkey_root_ca.pem\"");
    VerifiedToken token = caToken(response);
    assertThat(token.text("sha256_fingerprint")).contains(fingerprint);
    assertThat(token.claims()).containsOnlyKeys("sha256_fingerprint", "iat", "exp");
    assertThat((Long) token.claims().get("exp") - (Long) token.claims().get("iat")).isEqualTo(300);
  }

  private static VerifiedToken caToken(MockHttpResponse response) throws Exception {
    String header = String.valueOf(response.getOutputHeaders().getFirst("Authorization"));
    assertThat(header).startsWith("Bearer ");
    return AuthorityFixture.caToken(header.substring("Bearer ".length()));
  }

  @Test
  void moreThan256Names_are422() throws Exception {
    VerifiedToken caller = token(Map.of("sub", "many", "roles", "service"));
    String[] names =
        IntStream.range(0, 257).mapToObj(n -> "n" + n + ".test").toArray(String[]::new);

    assertRejected(ca.send(post(pem(request(names))), caller), 422, "too_many_names");
    assertThat(ca.send(post(pem(request(Arrays.copyOf(names, 256)))), caller).getStatus())
        .isEqualTo(200);
  }

  @Test
  void descriptionWithoutCallerAndFilter_is401() throws Exception {
    assertRejected(ca.sendAnonymously(MockHttpRequest.get("/ca/openapi.json")), 401, "missing");
  }

  @Test
  void head_answersWithTheHeadersOfGet() throws Exception {
    MockHttpResponse response = ca.sendAnonymously(MockHttpRequest.create("HEAD", "/ca/cert"));

    assertThat(response.getStatus()).isEqualTo(200);
    assertThat(response.getOutputHeaders()).containsKeys("SHA256-Fingerprint", "Authorization");
  }

  @Test
  void derAndChain_areChosenByAccept() throws Exception {
    MockHttpResponse der =
        ca.sendAnonymously(MockHttpRequest.get("/ca/cert").accept("application/pkix-cert"));
    MockHttpResponse chain =
        ca.sendAnonymously(
            MockHttpRequest.get("/ca/cert").accept("application/pem-certificate-chain"));

    assertThat(der.getOutput()).isEqualTo(ca.authority().root().getEncoded());
    assertThat(chain.getContentAsString()).isEqualTo(Pem.encode(ca.authority().root()));
  }

  @Test
  void acceptOfACommonClient_getsPem() throws Exception {
    MockHttpResponse response = ca.sendAnonymously(MockHttpRequest.get("/ca/cert").accept("*/*"));

    assertThat(response.getContentAsString()).startsWith("-----BEGIN CERTIFICATE-----");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/x-pem-file;foo=bar",
        "application/x-pem-file; charset=utf-8",
        "application/*;level=1",
        "*/*;foo=bar",
        "application/pkix-cert;q=0, application/*;level=1",
        "text/html, application/x-pem-file;foo=bar;q=0.1"
      })
  void parametersOfTheAcceptedType_makeNoDifference(String accept) throws Exception {
    MockHttpResponse response = ca.sendAnonymously(accepting(accept));

    assertThat(response.getStatus()).as(response.getContentAsString()).isEqualTo(200);
    assertThat(response.getOutputHeaders().getFirst("Content-Type"))
        .hasToString("application/x-pem-file");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/x-pem-file;q=0",
        "application/x-pem-file;foo=bar;q=0.000",
        "application/*;q=0",
        "*/*;q=0."
      })
  void nothingThatIsAccepted_isNotAcceptable(String accept) throws Exception {
    assertRejected(ca.sendAnonymously(accepting(accept)), 406, "not_acceptable");
  }

  private static MockHttpRequest accepting(String accept) throws URISyntaxException {
    return MockHttpRequest.get("/ca/cert").header("Accept", accept);
  }

  @Test
  void nonce_isEchoedInTheToken() throws Exception {
    String nonce = "aZ0-_".repeat(25) + "abc";

    MockHttpResponse response = ca.sendAnonymously(MockHttpRequest.get("/ca/cert?nonce=" + nonce));

    assertThat(nonce).hasSize(128);
    assertThat(caToken(response).text("nonce")).contains(nonce);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a%20b", "a.b", "%C3%A4"})
  void nonceOfOtherCharacters_isRejected(String nonce) throws Exception {
    assertRejected(
        ca.sendAnonymously(MockHttpRequest.get("/ca/cert?nonce=" + nonce)), 400, "parameter");
  }

  @Test
  void nonceOf129Characters_isRejected() throws Exception {
    assertRejected(
        ca.sendAnonymously(MockHttpRequest.get("/ca/cert?nonce=" + "a".repeat(129))),
        400,
        "parameter");
  }

  @Test
  void request_isSignedWithoutAContentType() throws Exception {
    MockHttpResponse response = ca.send(post(pem(request("w.test"))), token(Map.of("sub", "w-1")));

    assertThat(response.getStatus()).as(response.getContentAsString()).isEqualTo(200);
    X509Certificate certificate = certificate(response);
    certificate.verify(ca.authority().root().getPublicKey());
    assertThat(response.getOutputHeaders().getFirst("SHA256-Fingerprint"))
        .isEqualTo(Fingerprint.sha256(certificate));
    assertThat(ca.authority().find(certificate.getSerialNumber().toString(16)))
        .hasValueSatisfying(record -> assertThat(record.caller()).isEqualTo("w-1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"application/x-www-form-urlencoded", "application/pkcs10", "text/plain", "*/*"})
  void contentType_doesNotMatter(String type) throws Exception {
    MockHttpRequest request = post(request("w.test").der());
    request.header("Content-Type", type.equals("*/*") ? "application/octet-stream" : type);

    assertThat(ca.send(request, token(Map.of())).getStatus()).isEqualTo(200);
  }

  @Test
  void unauthenticatedCallerWithoutFilter_isRejected() throws Exception {
    MockHttpResponse response = ca.sendAnonymously(post(pem(request("w.test"))));

    assertRejected(response, 401, "missing");
    assertThat(challenge(response)).isEqualTo("Bearer realm=\"latchkey\"");
  }

  @Test
  void callerWithoutARole_isRejected() throws Exception {
    MockHttpResponse response =
        ca.send(post(pem(request("w.test"))), token(Map.of("email", "a@b", "roles", "readonly")));

    assertRejected(response, 403, "role");
    assertThat(challenge(response))
        .isEqualTo("Bearer realm=\"latchkey\", error=\"insufficient_scope\"");
  }

  @Test
  void containerCaller_isServedByItsRole() throws Exception {
    MockHttpResponse response = ca.send(post(pem(request("w.test"))), () -> "jane", "admin");

    assertThat(response.getStatus()).isEqualTo(200);
  }

  @Test
  void disabledAuthentication_admitsEverybody(@TempDir Path other) throws Exception {
    try (AuthorityFixture open = AuthorityFixture.withoutAuthentication(other)) {
      MockHttpResponse signed = open.sendAnonymously(post(pem(request("w.test"))));
      MockHttpResponse cert = open.sendAnonymously(MockHttpRequest.get("/ca/cert"));

      assertThat(signed.getStatus()).isEqualTo(200);
      assertThat(cert.getOutputHeaders()).doesNotContainKey("Authorization");
    }
  }

  @Test
  void body_isBoundedAt64KiB() throws Exception {
    byte[] request = pem(request("w.test"));
    byte[] longest = Arrays.copyOf(request, 64 * 1024);
    Arrays.fill(longest, request.length, longest.length, (byte) '\n');

    assertThat(ca.send(post(longest), token(Map.of())).getStatus()).isEqualTo(200);
    assertRejected(
        ca.send(post(Arrays.copyOf(longest, longest.length + 1)), token(Map.of())),
        413,
        "csr_too_large");
  }

  @Test
  void daysValid_setsTheLife() throws Exception {
    MockHttpRequest request =
        MockHttpRequest.post("/ca/sign?days_valid=7").content(pem(request("w.test")));

    X509Certificate certificate = certificate(ca.send(request, token(Map.of())));

    assertThat(
            Duration.between(
                certificate.getNotBefore().toInstant(), certificate.getNotAfter().toInstant()))
        .isBetween(Duration.ofDays(7), Duration.ofDays(7).plusMinutes(2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "-1", "1.5", "many", "366", "100000", "99999999999999999999"})
  void daysValidOutOfRange_isRejected(String days) throws Exception {
    MockHttpRequest request =
        MockHttpRequest.post("/ca/sign?days_valid=" + days).content(pem(request("w.test")));

    assertRejected(ca.send(request, token(Map.of())), 422, "validity");
  }

  @Test
  void keyForbiddenToSign_isRejectedDespiteRole() throws Exception {
    MockHttpResponse rejected =
        ca.send(post(pem(request("w.test"))), AuthorityFixture.issuerToken(false));

    assertRejected(rejected, 403, "role");
    assertThat(challenge(rejected)).contains("error=\"insufficient_scope\"");
    assertThat(
            ca.send(post(pem(request("w.test"))), AuthorityFixture.issuerToken(true)).getStatus())
        .isEqualTo(200);
  }

  @Test
  void tokenBoundToThisRequest_isTaken() throws Exception {
    byte[] der = request("w.test").der();

    assertThat(ca.send(post(der), token(Map.of("csr_sha256", digest(der)))).getStatus())
        .isEqualTo(200);
  }

  @Test
  void tokenBoundToAnotherRequest_isRejected() throws Exception {
    byte[] der = request("w.test").der();
    String other = digest(request("w.test").der());

    MockHttpResponse response = ca.send(post(der), token(Map.of("csr_sha256", other)));

    assertRejected(response, 401, "csr_binding");
    assertThat(challenge(response)).isEqualTo("Bearer realm=\"latchkey\", error=\"invalid_token\"");
    assertRejected(
        ca.send(post(der), token(Map.of("csr_sha256", List.of(digest(der))))), 401, "csr_binding");
    assertRejected(
        ca.send(post(der), token(Map.of("csr_sha256", digest(der) + "="))), 401, "csr_binding");
  }

  private static String digest(byte[] der) throws Exception {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(MessageDigest.getInstance("SHA-256").digest(der));
  }

  @Test
  void oneTimeToken_isGoodForOneSignature() throws Exception {
    VerifiedToken once = token(Map.of("jti", "once-" + System.nanoTime()));

    assertThat(ca.send(post(pem(request("a.test"))), once).getStatus()).isEqualTo(200);
    assertRejected(ca.send(post(pem(request("b.test"))), once), 401, "replayed");
  }

  @Test
  void oneTimeToken_survivesRejectedRequest() throws Exception {
    VerifiedToken once = token(Map.of("jti", "spare-" + System.nanoTime()));

    assertRejected(ca.send(post(pem(request("a.example"))), once), 403, "name_not_allowed");
    assertThat(ca.send(post(pem(request("a.test"))), once).getStatus()).isEqualTo(200);
  }

  @Test
  void jtiThatIsNoString_isRejected() throws Exception {
    assertRejected(
        ca.send(post(pem(request("a.test"))), token(Map.of("jti", 7))), 401, "malformed");
  }

  @Test
  void rejectedName_isNamed() throws Exception {
    MockHttpResponse response =
        ca.send(post(pem(request("w.test", "bank.example"))), token(Map.of()));

    assertRejected(response, 403, "name_not_allowed");
    assertThat(json(response).getString("name")).isEqualTo("bank.example");
    assertThat(response.getOutputHeaders()).doesNotContainKey("WWW-Authenticate");
  }

  @ParameterizedTest
  @CsvSource({"service, 403", "admin, 200", "'service,admin', 200"})
  void serverName_isSignedForAdminsOnly(String roles, int status) throws Exception {
    MockHttpResponse response =
        ca.send(post(pem(request("w.test", "CA.test"))), token(Map.of("roles", roles)));

    assertThat(response.getStatus()).isEqualTo(status);
    if (status == 403) {
      assertRejected(response, 403, "name_not_allowed");
      assertThat(json(response).getString("name")).isEqualTo("CA.test");
      assertThat(json(response).getString("detail")).contains("latchkey.policy.own-names");
    }
  }

  @ParameterizedTest
  @CsvSource({"'', csr_malformed", "garbage, csr_malformed"})
  void otherContent_isMalformed(String body, String reason) throws Exception {
    assertRejected(
        ca.send(post(body.getBytes(StandardCharsets.UTF_8)), token(Map.of())), 400, reason);
  }

  @Test
  void privateKey_isMalformedAndNotEchoed() throws Exception {
    String key = Pem.encode(KeyType.EC_P256.generate().getPrivate());

    MockHttpResponse response =
        ca.send(post(key.getBytes(StandardCharsets.US_ASCII)), token(Map.of()));

    assertRejected(response, 400, "csr_malformed");
    assertThat(response.getContentAsString()).doesNotContain("PRIVATE KEY");
  }
}
