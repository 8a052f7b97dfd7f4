package io.latchkey.client;

import static io.latchkey.client.ScriptedServer.QUICK;
import static io.latchkey.client.ScriptedServer.reject;
import static io.latchkey.client.ScriptedServer.respond;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import io.latchkey.tokens.ComponentRoot;
import io.latchkey.tokens.PreSharedKey;
import io.latchkey.tokens.TokenSigner;
import io.latchkey.tokens.component.ComponentKey;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Trust in the CA by a component key. */
class ComponentBootstrapIT {
  private final PreSharedKey psk = PreSharedKey.generate();
  private final TestAuthority authority = TestAuthority.named("CA");
  private final ScriptedServer server = new ScriptedServer(authority, psk);
  private final ComponentKey own = ComponentRoot.of(psk).derive("team-a;dns=*.a;days=30");
  private final ComponentKey other = ComponentRoot.of(psk).derive("team-b");
  private final List<String> queries = new CopyOnWriteArrayList<>();

  @AfterEach
  void stop() {
    server.close();
  }

  private TrustBootstrap bootstrap() {
    return TrustBootstrap.of(server.url(), Credential.of(own), QUICK, Clock.systemUTC());
  }

  private void answerWith(ComponentKey newest, Optional<ComponentKey> previous) {
    server.on(
        "/ca/cert",
        exchange -> {
          String query = exchange.getRequestURI().getRawQuery();
          queries.add(query);
          if (!query.endsWith("&psk=previous")) {
            prove(exchange, newest);
          } else if (previous.isPresent()) {
            prove(exchange, previous.get());
          } else {
            reject(exchange, 400, "malformed", "There is no previous key.");
          }
        });
  }

  private void prove(HttpExchange exchange, ComponentKey key) throws IOException {
    String nonce = exchange.getRequestURI().getRawQuery().replaceAll("^nonce=|&.*", "");
    String token =
        TokenSigner.ofAuthority(key, Clock.systemUTC())
            .signCaCertificate(authority.fingerprint(), Optional.of(nonce));
    exchange.getResponseHeaders().set("Authorization", "Bearer " + token);
    respond(exchange, 200, "application/x-pem-file", authority.pem());
  }

  @Test
  void proofWithOwnKey_isTrusted() throws Exception {
    answerWith(own, Optional.empty());

    assertThat(bootstrap().fetch().certificate()).isEqualTo(authority.certificate());
    assertThat(queries)
        .singleElement()
        .asString()
        .matches("nonce=[A-Za-z0-9_-]{22}&component=team-a%3Bdns%3D\\*.a%3Bdays%3D30");
  }

  @Test
  void proofWithPreviousKey_isAskedForSecond() throws Exception {
    ComponentKey next = ComponentRoot.of(PreSharedKey.generate()).derive(own.path().text());
    answerWith(next, Optional.of(own));

    assertThat(bootstrap().fetch().certificate()).isEqualTo(authority.certificate());
    assertThat(queries).hasSize(2);
  }

  @Test
  void proofWithOtherKey_isReported() {
    answerWith(other, Optional.empty());

    TrustException problem = catchThrowableOfType(TrustException.class, bootstrap()::fetch);

    assertThat(problem.problem()).isEqualTo(TrustException.Problem.WRONG_PSK);
  }

  @Test
  void proofOfPsk_isRejected() {
    ClientException problem = catchThrowableOfType(ClientException.class, bootstrap()::fetch);

    assertThat(problem).isInstanceOf(UnusableResponseException.class);
  }

  @Test
  void componentKeyProof_isRejectedByPskClient() {
    answerWith(own, Optional.empty());
    TrustBootstrap client = TrustBootstrap.of(server.url(), psk, QUICK, Clock.systemUTC());

    assertThat(catchThrowableOfType(ClientException.class, client::fetch))
        .isInstanceOf(UnusableResponseException.class);
  }
}
