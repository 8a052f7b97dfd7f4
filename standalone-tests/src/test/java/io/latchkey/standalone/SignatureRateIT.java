package io.latchkey.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.ca.testing.RequestBuilder;
import io.latchkey.pki.KeyType;
import io.latchkey.tokens.ComponentRoot;
import io.latchkey.tokens.PreSharedKey;
import io.latchkey.tokens.component.ComponentKey;
import io.latchkey.tokens.component.DerivedSecret;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code latchkey.cert.rate} of the started server. */
class SignatureRateIT {
  private static final PreSharedKey PSK = PreSharedKey.generate();
  private static final ComponentKey TEAM = ComponentRoot.of(PSK).derive("team-a;dns=*.test");

  @TempDir static Path folder;
  private static LatchkeyProcess server;
  private static Client client;

  @BeforeAll
  static void start() throws Exception {
    KnownSecrets.add(TEAM.secretText(DerivedSecret.EST));
    Map<String, String> settings =
        Map.of(
            "LATCHKEY_CERT_RATE", "1",
            "LATCHKEY_ENROLMENT", "est",
            "LATCHKEY_TLS_CLIENT_AUTH", "want");
    server =
        LatchkeyProcess.start(
            settings, folder.resolve("data"), "--psk", KnownSecrets.add(PSK.reveal()));
    client = Client.of(server, PSK);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void callerOverTheRate_isLimitedAlone() throws Exception {
    assertThat(sign(client, "worker-1").statusCode()).isEqualTo(200);
    HttpResponse<String> rejected = sign(client, "worker-1");

    assertThat(rejected.statusCode()).isEqualTo(429);
    assertThat(rejected.body()).contains("\"reason\":\"rate\"");
    assertThat(rejected.headers().firstValueAsLong("Retry-After").orElseThrow())
        .isBetween(3000L, 3600L);
    assertThat(sign(client, "worker-2").statusCode()).isEqualTo(200);
    assertThat(server.stderr()).contains("signed serial=").contains("names=\"w.example\"");
  }

  @Test
  void estOverRate_isLimitedByFirstName() throws Exception {
    EstTester est = new EstTester(server, client, folder.resolve("revoked"));
    KeyPair pair = KeyType.EC_P256.generate();
    X509Certificate own = est.enrolled(TEAM, pair, "w.test");
    byte[] csr = RequestBuilder.of("CN=w.test").key(pair).der();

    assertRate(est.enrol(EstTester.basic(TEAM), csr));
    assertRate(est.enrol(EstTester.basic(TEAM.derive("w")), csr));
    assertRate(EstTester.send(est.holder(pair, own), est.request("simplereenroll", csr)));
  }

  private static void assertRate(HttpResponse<String> rejected) {
    EstTester.assertRejected(rejected, 429, "rate");
    assertThat(rejected.headers().firstValueAsLong("Retry-After").orElseThrow())
        .isBetween(3000L, 3600L);
  }

  private static HttpResponse<String> sign(Client client, String caller) throws Exception {
    return client.sign(
        RequestBuilder.of("CN=w.example").der(),
        client.token(Map.of("sub", caller, "roles", "service")));
  }
}
