package io.latchkey.client;

import static io.latchkey.client.ScriptedServer.QUICK;
import static io.latchkey.client.ScriptedServer.respond;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.latchkey.tokens.PreSharedKey;
import io.latchkey.tokens.TokenSigner;
import io.latchkey.tokens.TokenVerifier;
import io.latchkey.tokens.VerifiedToken;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BearerTokenClientsIT {
  private final PreSharedKey psk = PreSharedKey.generate();
  private final TokenSource tokens =
      TokenSource.of(
          TokenSigner.of(psk, QUICK, Clock.systemUTC()),
          Map.of("sub", "worker-1"),
          Clock.systemUTC());
  private final ScriptedServer server = new ScriptedServer(TestAuthority.named("CA"), psk);
  private RenewingCertificate certificate;
  private HttpClient client;

  @BeforeEach
  void start() throws Exception {
    server.on("/hello", exchange -> respond(exchange, 200, "text/plain", "hello"));
    certificate =
        RenewingCertificate.builder(
                CertificateAuthorityClient.connect(server.url(), psk, QUICK, Clock.systemUTC()),
                CertificateRequest.forName("worker-1"))
            .start();
    client = BearerTokenHttpClient.of(certificate.sslContext(), tokens);
  }

  @AfterEach
  void stop() {
    certificate.close();
    server.close();
  }

  private HttpRequest.Builder hello() {
    return HttpRequest.newBuilder(server.url().resolve("/hello"));
  }

  private String sent() {
    List<ScriptedServer.Received> received = server.received();
    return received.get(received.size() - 1).authorization().orElseThrow();
  }

  @Test
  void request_carriesAToken() throws Exception {
    assertThat(client.send(hello().build(), BodyHandlers.ofString()).body()).isEqualTo("hello");

    VerifiedToken token =
        TokenVerifier.builder()
            .preSharedKeys(List.of(psk))
            .keyDerivation(QUICK)
            .build()
            .verify(sent().substring("Bearer ".length()));
    assertThat(token.name()).isEqualTo("worker-1");
  }

  @Test
  void asynchronousRequest_carriesAToken() {
    assertThat(client.sendAsync(hello().build(), BodyHandlers.ofString()).join().statusCode())
        .isEqualTo(200);
    assertThat(sent()).isEqualTo(tokens.authorization());
  }

  @Test
  void requestWithItsOwnAuthorization_keepsIt() throws Exception {
    client.send(
        hello().header("authorization", "Basic Zm9vOmJhcg==").build(), BodyHandlers.discarding());

    assertThat(sent()).isEqualTo("Basic Zm9vOmJhcg==");
  }

  @Test
  void plainHttpToAnotherHost_isRejected() {
    HttpRequest request = HttpRequest.newBuilder(URI.create("http://example.org/")).build();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> client.send(request, BodyHandlers.discarding()))
        .withMessageContaining("is not encrypted");
  }

  @Test
  void clientThatFollowsRedirects_isRejected() {
    HttpClient following =
        HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> BearerTokenHttpClient.wrapping(following, tokens))
        .withMessageContaining("use Redirect.NEVER");
  }

  @Test
  void wrappedClient_exposesSettingsOfInnerClient() {
    assertThat(client.sslContext()).isSameAs(certificate.sslContext());
    assertThat(client.followRedirects()).isEqualTo(HttpClient.Redirect.NEVER);
    assertThat(client.connectTimeout()).isPresent();
    assertThat(client.authenticator()).isEmpty();
    assertThat(client.cookieHandler()).isEmpty();
    assertThat(client.executor()).isEmpty();
    assertThat(client.proxy()).isEmpty();
    assertThat(client.version()).isEqualTo(HttpClient.Version.HTTP_2);
    assertThat(client.sslParameters()).isNotNull();
  }
}
