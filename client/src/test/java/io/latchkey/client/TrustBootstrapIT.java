package io.latchkey.client;

import static io.latchkey.client.ScriptedServer.QUICK;
import static io.latchkey.client.ScriptedServer.nonce;
import static io.latchkey.client.ScriptedServer.respond;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import io.latchkey.base.testing.FreePorts;
import io.latchkey.client.TrustException.Problem;
import io.latchkey.tokens.PreSharedKey;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrustBootstrapIT {
  private static final String PEM_TYPE = "application/x-pem-file";

  private final PreSharedKey psk = PreSharedKey.generate();
  private final TestAuthority authority = TestAuthority.named("CA");
  private final ScriptedServer server = new ScriptedServer(authority, psk);

  @AfterEach
  void stop() {
    server.close();
  }

  private TrustBootstrap bootstrap() {
    return TrustBootstrap.of(server.url(), psk, QUICK, Clock.systemUTC());
  }

  private TrustException untrusted() {
    return untrusted(bootstrap());
  }

  private static TrustException untrusted(TrustBootstrap bootstrap) {
    return catchThrowableOfType(TrustException.class, bootstrap::fetch);
  }

  @Test
  void genuineResponse_isTrusted() throws Exception {
    AuthenticatedCaCertificate trusted = bootstrap().fetch();

    assertThat(trusted.certificate()).isEqualTo(authority.certificate());
    assertThat(trusted.fingerprint()).isEqualTo(authority.fingerprint());
    assertThat(trusted.pem()).isEqualTo(authority.pem());
  }

  @Test
  void bootstrap_sendsNoToken() throws Exception {
    bootstrap().fetch();

    assertThat(server.received())
        .singleElement()
        .satisfies(request -> assertThat(request.authorization()).isEmpty());
  }

  @Test
  void anotherPreSharedKey_isReported() {
    TrustBootstrap other =
        TrustBootstrap.of(server.url(), PreSharedKey.generate(), QUICK, Clock.systemUTC());

    TrustException problem = untrusted(other);

    assertThat(problem.problem()).isEqualTo(Problem.WRONG_PSK);
    assertThat(problem)
        .hasMessageContaining("The pre-shared key is not the one of https://")
        .hasMessageContaining("another number of latchkey.kdf-iterations than 1000");
  }

  @Test
  void missingToken_isReported() {
    server.on("/ca/cert", exchange -> respond(exchange, 200, PEM_TYPE, authority.pem()));

    TrustException problem = untrusted();

    assertThat(problem.problem()).isEqualTo(Problem.NO_TOKEN);
    assertThat(problem).hasMessageContaining("it has no pre-shared key");
  }

  @Test
  void certificateOfAnotherCa_isReported() {
    server.on(
        "/ca/cert",
        exchange -> {
          server.vouch(exchange, authority.fingerprint(), nonce(exchange));
          respond(exchange, 200, PEM_TYPE, TestAuthority.named("Other").pem());
        });

    TrustException problem = untrusted();

    assertThat(problem.problem()).isEqualTo(Problem.FINGERPRINT_MISMATCH);
    assertThat(problem).hasMessageContaining("the connection is intercepted");
  }

  @Test
  void anotherNonce_isStale() {
    answerWithNonce(Optional.of("that-of-another-question"));

    TrustException problem = untrusted();

    assertThat(problem.problem()).isEqualTo(Problem.STALE);
    assertThat(problem).hasMessageContaining("an old response was replayed");
  }

  @Test
  void missingNonce_isStale() {
    answerWithNonce(Optional.empty());

    assertThat(untrusted().problem()).isEqualTo(Problem.STALE);
  }

  private void answerWithNonce(Optional<String> nonce) {
    server.on(
        "/ca/cert",
        exchange -> {
          server.vouch(exchange, authority.fingerprint(), nonce);
          respond(exchange, 200, PEM_TYPE, authority.pem());
        });
  }

  @ParameterizedTest(name = "a clock that is off by {0} is noticed")
  @CsvSource({"PT1H, expired 33", "-PT1H, becomes valid in 3"})
  void clockOff_isStaleWithHint(Duration off, String said) {
    Clock clock = Clock.offset(Clock.systemUTC(), off);

    TrustException problem = untrusted(TrustBootstrap.of(server.url(), psk, QUICK, clock));

    assertThat(problem.problem()).isEqualTo(Problem.STALE);
    assertThat(problem)
        .hasMessageContaining("a clock is wrong")
        .hasMessageContaining(said)
        .hasMessageContaining("this host's clock");
  }

  @Test
  void certificateThatIsNoCa_isRejected() {
    answerWith(TestAuthority.thatIsNone());

    TrustException problem = untrusted();

    assertThat(problem.problem()).isEqualTo(Problem.NOT_A_CA);
    assertThat(problem).hasMessageContaining("is not a CA certificate");
  }

  @Test
  void expiredCa_isRejected() {
    Instant now = Instant.now();
    answerWith(TestAuthority.between("Old", now.minusSeconds(7200), now.minusSeconds(3600)));

    TrustException problem = untrusted();

    assertThat(problem.problem()).isEqualTo(Problem.NOT_A_CA);
    assertThat(problem).hasMessageContaining("expired at");
  }

  @Test
  void caNotYetValid_isRejected() {
    Instant now = Instant.now();
    answerWith(TestAuthority.between("New", now.plusSeconds(3600), now.plusSeconds(7200)));

    assertThat(untrusted()).hasMessageContaining("is not valid before");
  }

  private void answerWith(TestAuthority other) {
    server.on(
        "/ca/cert",
        exchange -> {
          server.vouch(exchange, other.fingerprint(), nonce(exchange));
          respond(exchange, 200, PEM_TYPE, other.pem());
        });
  }

  @Test
  void closedPort_isUnreachable() throws Exception {
    URI nowhere = URI.create("https://localhost:" + FreePorts.next());

    TrustBootstrap bootstrap = TrustBootstrap.of(nowhere, psk, QUICK, Clock.systemUTC());

    assertThat(catchThrowableOfType(UnreachableException.class, bootstrap::fetch))
        .hasMessageContaining("the connection was refused");
  }

  @Test
  void unknownHost_isUnreachable() {
    TrustBootstrap bootstrap =
        TrustBootstrap.of(
            URI.create("https://no-such-host.invalid"), psk, QUICK, Clock.systemUTC());

    assertThat(catchThrowableOfType(UnreachableException.class, bootstrap::fetch))
        .hasMessageContaining("its host name is unknown");
  }

  @Test
  void htmlResponse_isUnusable() {
    server.on("/ca/cert", exchange -> respond(exchange, 200, "text/html", "<html>Hello</html>"));

    assertUnusable("did not return one certificate");
  }

  @Test
  void emptyResponse_isUnusable() {
    server.on("/ca/cert", exchange -> respond(exchange, 200, PEM_TYPE, ""));

    assertUnusable("did not return one certificate");
  }

  @Test
  void htmlErrorPage_isReportedAsAnotherServer() {
    server.on("/ca/cert", exchange -> respond(exchange, 404, "text/html", "<html>no</html>"));

    RejectedException problem =
        catchThrowableOfType(RejectedException.class, () -> bootstrap().fetch());

    assertThat(problem.status()).isEqualTo(404);
    assertThat(problem).hasMessageContaining("is it a Latchkey server");
  }

  @Test
  void pathWithoutCa_isReported() {
    server.on(
        "/ca/cert",
        exchange -> respond(exchange, 401, "application/problem+json", "{\"reason\":\"missing\"}"));

    assertUnusable("has no CA at this path");
  }

  @Test
  void truncatedCertificate_isUnusable() {
    server.on(
        "/ca/cert",
        exchange -> {
          server.vouch(exchange, authority.fingerprint(), nonce(exchange));
          respond(exchange, 200, PEM_TYPE, authority.pem().substring(0, 300));
        });

    assertUnusable("did not return one certificate");
  }

  @Test
  void truncatedResponse_isUnreachable() {
    server.on("/ca/cert", exchange -> ScriptedServer.breakOff(exchange, authority.pem()));

    assertThat(catchThrowableOfType(UnreachableException.class, () -> bootstrap().fetch()))
        .hasMessageContaining("the connection was closed before the response was complete");
  }

  @Test
  void oversizedResponse_isRejected() {
    server.on("/ca/cert", exchange -> respond(exchange, 200, PEM_TYPE, "x".repeat(1 << 21)));

    assertUnusable("larger than any response of a CA");
  }

  @Test
  void requestToken_isNoProofOfACa() {
    server.on("/ca/cert", this::answerWithGarbageToken);

    assertUnusable("cannot be used");
  }

  private void answerWithGarbageToken(HttpExchange exchange) throws java.io.IOException {
    exchange.getResponseHeaders().set("Authorization", "Bearer no.token.atall");
    respond(exchange, 200, PEM_TYPE, authority.pem());
  }

  private void assertUnusable(String said) {
    assertThat(catchThrowableOfType(UnusableResponseException.class, () -> bootstrap().fetch()))
        .hasMessageContaining(said);
  }

  @Test
  void invalidUrl_isRejectedAtOnce() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TrustBootstrap.of(URI.create("localhost:8900"), psk));
  }
}
