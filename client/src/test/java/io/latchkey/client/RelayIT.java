package io.latchkey.client;

import static io.latchkey.client.ScriptedServer.QUICK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.latchkey.client.Relay.Response;
import io.latchkey.client.TrustException.Problem;
import io.latchkey.tokens.PreSharedKey;
import io.latchkey.tokens.TokenSigner;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The client detects a relay between it and its CA, and sends no token to the relay. */
class RelayIT {
  private final PreSharedKey psk = PreSharedKey.generate();
  private final TestAuthority own = TestAuthority.named("CA");
  private final ScriptedServer server = new ScriptedServer(TestAuthority.named("CA"), psk);

  @AfterEach
  void stop() {
    server.close();
  }

  private TrustException noticed(UnaryOperator<Response> tampering) {
    try (Relay relay = new Relay(server.url(), own, tampering)) {
      TrustException problem =
          catchThrowableOfType(TrustException.class, () -> requestThrough(relay));
      assertGotNoToken(relay);
      return problem;
    }
  }

  private ComponentCertificate requestThrough(Relay relay) throws ClientException {
    return CertificateAuthorityClient.connect(relay.url(), psk, QUICK, Clock.systemUTC())
        .request(CertificateRequest.forName("localhost"));
  }

  private static void assertGotNoToken(Relay relay) {
    assertThat(relay.received())
        .isNotEmpty()
        .allSatisfy(request -> assertThat(request.authorization()).isEmpty());
  }

  @Test
  void replacedCertificate_isDetected() {
    TrustException problem = noticed(real -> new Response(real.authorization(), own.pem()));

    assertThat(problem.problem()).isEqualTo(Problem.FINGERPRINT_MISMATCH);
  }

  @Test
  void replayedResponse_isDetected() throws Exception {
    AtomicReference<Response> recorded = new AtomicReference<>();
    UnaryOperator<Response> replaying =
        real -> recorded.compareAndSet(null, real) ? real : recorded.get();
    try (Relay relay = new Relay(server.url(), own, replaying)) {
      TrustBootstrap bootstrap = TrustBootstrap.of(relay.url(), psk, QUICK, Clock.systemUTC());
      assertThat(bootstrap.fetch().certificate()).isEqualTo(server.authority().certificate());

      TrustException problem =
          catchThrowableOfType(TrustException.class, () -> requestThrough(relay));

      assertThat(problem.problem()).isEqualTo(Problem.STALE);
      assertGotNoToken(relay);
    }
  }

  @Test
  void removedToken_isDetected() {
    TrustException problem = noticed(real -> new Response(Optional.empty(), real.body()));

    assertThat(problem.problem()).isEqualTo(Problem.NO_TOKEN);
  }

  @Test
  void tokenOfAnotherPreSharedKey_isDetected() {
    TokenSigner signer = TokenSigner.of(PreSharedKey.generate(), QUICK, Clock.systemUTC());
    String vouching = "Bearer " + signer.signCaCertificate(own.fingerprint(), Optional.empty());

    TrustException problem = noticed(real -> new Response(Optional.of(vouching), own.pem()));

    assertThat(problem.problem()).isEqualTo(Problem.WRONG_PSK);
  }

  @Test
  void transparentRelay_receivesNoToken() {
    try (Relay relay = new Relay(server.url(), own, UnaryOperator.identity())) {
      UnreachableException problem =
          catchThrowableOfType(UnreachableException.class, () -> requestThrough(relay));

      assertThat(problem).hasMessageContaining("the connection may be intercepted");
      assertGotNoToken(relay);
      assertThat(server.signatures()).isZero();
    }
  }
}
