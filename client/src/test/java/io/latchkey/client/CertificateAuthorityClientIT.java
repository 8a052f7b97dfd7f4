package io.latchkey.client;

import static io.latchkey.client.ScriptedServer.QUICK;
import static io.latchkey.client.ScriptedServer.reject;
import static io.latchkey.client.ScriptedServer.respond;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.latchkey.pki.KeyType;
import io.latchkey.pki.Pem;
import io.latchkey.pki.PrivateKeys;
import io.latchkey.tokens.PreSharedKey;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CertificateAuthorityClientIT {
  private static final CertificateRequest REQUEST =
      new CertificateRequest(
          "worker-1",
          List.of("worker-1.example.org", "localhost"),
          List.of("10.0.0.5", "2001:db8::10"),
          KeyType.EC_P256,
          Optional.empty());

  private final PreSharedKey psk = PreSharedKey.generate();
  private final TestAuthority authority = TestAuthority.named("CA");
  private final ScriptedServer server = new ScriptedServer(authority, psk);
  private CertificateAuthorityClient client;

  @BeforeEach
  void connect() throws Exception {
    client = CertificateAuthorityClient.connect(server.url(), psk, QUICK, Clock.systemUTC());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @EnumSource
  void keyOfEachKind_isSigned(KeyType type) throws Exception {
    CertificateRequest request =
        new CertificateRequest("a", List.of("a"), List.of(), type, Optional.empty());

    ComponentCertificate certificate = client.request(request);

    assertThat(PrivateKeys.matches(certificate.key(), certificate.certificate().getPublicKey()))
        .isTrue();
    assertThat(certificate.authority()).isEqualTo(authority.certificate());
  }

  @Test
  void request_containsItsNames() throws Exception {
    ComponentCertificate certificate = client.request(REQUEST);

    assertThat(certificate.certificate().getSubjectX500Principal().getName())
        .isEqualTo("CN=worker-1");
    assertThat(certificate.certificate().getSubjectAlternativeNames()).hasSize(4);
  }

  @Test
  void validity_isRequestedInDays() throws Exception {
    List<String> queries = new CopyOnWriteArrayList<>();
    server.on(
        "/ca/sign",
        exchange -> {
          queries.add(String.valueOf(exchange.getRequestURI().getQuery()));
          server.sign(exchange, authority);
        });

    client.request(
        new CertificateRequest(
            "a", List.of(), List.of(), KeyType.EC_P256, Optional.of(Duration.ofDays(7))));

    assertThat(queries).containsExactly("days_valid=7");
  }

  @Test
  void eachRequest_hasItsOwnToken() throws Exception {
    client.request(REQUEST);
    client.request(REQUEST);

    List<Optional<String>> tokens =
        server.received().stream()
            .filter(request -> request.path().equals("/ca/sign"))
            .map(ScriptedServer.Received::authorization)
            .toList();
    assertThat(tokens).hasSize(2).doesNotHaveDuplicates().allMatch(Optional::isPresent);
  }

  @Test
  void pskReplacedOnBothSides_usesNewKey() throws Exception {
    AtomicReference<PreSharedKey> key = new AtomicReference<>(psk);
    CertificateAuthorityClient changing =
        CertificateAuthorityClient.connect(
            server.url(), () -> Credential.of(key.get()), QUICK, Clock.systemUTC());
    PreSharedKey next = PreSharedKey.generate();
    server.acceptKeys(next);
    assertThat(catchThrowableOfType(TrustException.class, changing::refreshAuthority).problem())
        .isEqualTo(TrustException.Problem.WRONG_PSK);

    key.set(next);

    assertThat(changing.refreshAuthority()).isEqualTo(changing.authority());
    assertThat(changing.request(REQUEST).authority()).isEqualTo(authority.certificate());
  }

  @Test
  void certificateForAnotherKey_isRejected() {
    answerWith(authority.issue(KeyType.EC_P256.generate().getPublic(), past(), future(), "a"));

    assertUnusable("is for another key");
  }

  @Test
  void missingDnsName_isRejected() {
    answerForTheKeyWith("worker-1", "localhost");

    assertUnusable("does not contain the name 'worker-1.example.org'");
  }

  @Test
  void missingAddress_isRejected() {
    answerForTheKeyWith("worker-1", "worker-1.example.org", "localhost");

    assertUnusable("does not contain the name '10.0.0.5'");
  }

  @Test
  void otherSubject_isRejected() {
    answerForTheKeyWith("worker-2", "worker-1.example.org", "localhost");

    assertUnusable("is for the subject 'CN=worker-2', not 'CN=worker-1'");
  }

  @Test
  void certificateOfAnotherCa_isRejected() {
    server.on("/ca/sign", exchange -> server.sign(exchange, TestAuthority.named("CA")));

    assertUnusable("is not a valid one of this CA");
  }

  @Test
  void expiredCertificate_isRejected() {
    server.certificatesLive(Duration.ofSeconds(-1));

    assertUnusable("is not a valid one of this CA");
  }

  @Test
  void htmlResponse_isUnusable() {
    server.on("/ca/sign", exchange -> respond(exchange, 200, "text/html", "<html>Hi</html>"));

    assertUnusable("did not return a whole certificate");
  }

  @Test
  void truncatedCertificate_isUnusable() {
    server.on(
        "/ca/sign",
        exchange -> respond(exchange, 200, "text/plain", authority.pem().substring(0, 400)));

    assertUnusable("did not return a whole certificate");
  }

  @Test
  void rejection_carriesItsReason() {
    server.on(
        "/ca/sign",
        exchange ->
            respond(
                exchange,
                403,
                "application/problem+json",
                """
                {"reason": "name_not_allowed", "detail": "You may not have this name.",
                 "name": "worker-1.example.org"}"""));

    RejectedException problem = rejected();

    assertThat(problem.status()).isEqualTo(403);
    assertThat(problem.reason()).isEqualTo("name_not_allowed");
    assertThat(problem)
        .hasMessageEndingWith(
            "rejected the request with 403 name_not_allowed: You may not have this name. ('worker-1.example.org')");
  }

  @Test
  void rejection_isPrintedWithoutControlCharacters() {
    server.on("/ca/sign", exchange -> reject(exchange, 400, "x", "a\\u001b[31mred\\nsecond line"));

    assertThat(rejected().getMessage()).endsWith("400 x: a\\u001b[31mred\\u000asecond line");
  }

  @Test
  void retryAfterInSeconds_isPassedOn() {
    server.on(
        "/ca/sign",
        exchange -> {
          exchange.getResponseHeaders().set("Retry-After", "7");
          reject(exchange, 503, "busy", "Later.");
        });

    assertThat(rejected().retryAfter()).contains(Duration.ofSeconds(7));
  }

  @Test
  void retryAfterDate_isCappedAtOneHour() {
    server.on(
        "/ca/sign",
        exchange -> {
          exchange.getResponseHeaders().set("Retry-After", "Thu, 01 Jan 2099 00:00:00 GMT");
          reject(exchange, 429, "throttled", "Later.");
        });

    assertThat(rejected().retryAfter()).contains(Duration.ofHours(1));
  }

  @Test
  void malformedRetryAfter_isIgnored() {
    server.on(
        "/ca/sign",
        exchange -> {
          exchange.getResponseHeaders().set("Retry-After", "soon");
          reject(exchange, 503, "busy", "Later.");
        });

    assertThat(rejected().retryAfter()).isEmpty();
  }

  @Test
  void redirect_isNotFollowed() {
    server.on(
        "/ca/sign",
        exchange -> {
          exchange.getResponseHeaders().set("Location", server.url() + "/elsewhere");
          respond(exchange, 307, "text/plain", "");
        });

    assertThat(rejected().status()).isEqualTo(307);
    assertThat(server.received()).noneMatch(request -> request.path().equals("/elsewhere"));
  }

  @Test
  void replacedServer_receivesNoToken() {
    TestAuthority other = TestAuthority.named("CA");
    try (ScriptedServer impostor = new ScriptedServer(other, psk)) {
      impostor.on(
          "/ca/cert",
          exchange -> {
            // Passes on the response of the real CA, as a relay can.
            server.vouch(exchange, authority.fingerprint(), ScriptedServer.nonce(exchange));
            respond(exchange, 200, "application/x-pem-file", authority.pem());
          });

      UnreachableException problem =
          catchThrowableOfType(
              UnreachableException.class,
              () ->
                  CertificateAuthorityClient.connect(impostor.url(), psk, QUICK, Clock.systemUTC())
                      .request(REQUEST));

      assertThat(problem).hasMessageContaining("its certificate was not issued by the CA");
      assertThat(impostor.received())
          .allSatisfy(
              request -> {
                assertThat(request.path()).isEqualTo("/ca/cert");
                assertThat(request.authorization()).isEmpty();
              });
    }
  }

  @Test
  void plainHttpToRemoteHost_isRejected() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> CertificateAuthorityClient.connect(URI.create("http://ca.example.org"), psk))
        .withMessageContaining("is not encrypted");
  }

  @Test
  void replacedCa_isDetectedAndUsed() throws Exception {
    TestAuthority next = TestAuthority.named("Next");
    server.rotate(next);

    AuthenticatedCaCertificate found = client.refreshAuthority();

    assertThat(found.certificate()).isEqualTo(next.certificate());
    assertThat(client.request(REQUEST).authority()).isEqualTo(next.certificate());
  }

  private static Instant past() {
    return Instant.now().minusSeconds(60);
  }

  private static Instant future() {
    return Instant.now().plusSeconds(60);
  }

  private void answerWith(X509Certificate certificate) {
    server.on(
        "/ca/sign",
        exchange -> respond(exchange, 200, "text/plain", Pem.encode(List.of(certificate))));
  }

  /** A certificate for the key of the request, with another subject and other names. */
  private void answerForTheKeyWith(String commonName, String... dnsNames) {
    server.on(
        "/ca/sign",
        exchange ->
            respond(
                exchange,
                200,
                "text/plain",
                Pem.encode(
                    List.of(
                        authority.issueForRequest(
                            exchange.getRequestBody().readAllBytes(),
                            past(),
                            future(),
                            commonName,
                            dnsNames)))));
  }

  private RejectedException rejected() {
    return catchThrowableOfType(RejectedException.class, () -> client.request(REQUEST));
  }

  private void assertUnusable(String said) {
    assertThat(catchThrowableOfType(UnusableResponseException.class, () -> client.request(REQUEST)))
        .hasMessageContaining(said);
  }

  @Test
  void recordsOfReplacedCa_useItsConnection() throws Exception {
    server.on(
        "/ca/certificates",
        exchange -> respond(exchange, 200, "application/json", "{\"certificates\": []}"));
    CertificateRecords records = client.records();
    server.rotate(TestAuthority.named("Next"));

    var unused = client.refreshAuthority();

    assertThat(records.list(CertificateRecords.Query.newest(1))).isEmpty();
  }
}
