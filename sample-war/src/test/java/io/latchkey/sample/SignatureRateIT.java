package io.latchkey.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.tokens.ComponentRoot;
import io.latchkey.tokens.PreSharedKey;
import io.latchkey.tokens.component.ComponentKey;
import io.latchkey.tokens.component.DerivedSecret;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code latchkey.cert.rate} of the started server. */
class SignatureRateIT {
  @TempDir Path folder;

  private Map<String, String> rate(String value) {
    return Map.of("LATCHKEY_CERT_RATE", value);
  }

  @Test
  void callerOverTheRate_isLimitedAlone() throws Exception {
    Path data = folder.resolve("data");
    try (LatchkeyProcess server = LatchkeyProcess.start(rate("1"), data)) {
      Client client = Client.of(server, data);

      assertThat(sign(client, "worker-1").statusCode()).isEqualTo(200);
      HttpResponse<String> rejected = sign(client, "worker-1");

      assertThat(rejected.statusCode()).isEqualTo(429);
      assertThat(rejected.body()).contains("\"reason\":\"rate\"");
      assertThat(rejected.headers().firstValueAsLong("Retry-After").orElseThrow())
          .isBetween(3000L, 3600L);
      assertThat(sign(client, "worker-2").statusCode()).isEqualTo(200);
      assertThat(server.stderr()).contains("signed serial=").contains("names=\"w.example\"");
    }
  }

  @Test
  void estOverRate_isLimitedByFirstName() throws Exception {
    PreSharedKey psk = PreSharedKey.generate();
    ComponentKey team = ComponentRoot.of(psk).derive("team-a;dns=*.test");
    Map<String, String> settings =
        Map.of(
            "LATCHKEY_CERT_RATE", "1",
            "LATCHKEY_ENROLMENT", "est",
            "LATCHKEY_TLS_CLIENT_AUTH", "want");
    KnownSecrets.add(team.secretText(DerivedSecret.EST));
    try (LatchkeyProcess server =
        LatchkeyProcess.start(settings, folder.resolve("data"), "--psk", psk.reveal())) {
      Client client = Client.of(server, psk);
      EstTester est = new EstTester(server, client, folder.resolve("revoked"));
      KeyPair pair = Requests.keyPair();
      X509Certificate own = est.enrolled(team, pair, "w.test");
      byte[] csr = Requests.of(pair, "CN=w.test");

      assertRate(est.enrol(EstTester.basic(team), csr));
      assertRate(est.enrol(EstTester.basic(team.derive("w")), csr));
      assertRate(EstTester.send(est.holder(pair, own), est.request("simplereenroll", csr)));
    }
  }

  private static void assertRate(HttpResponse<String> rejected) {
    EstTester.assertRejected(rejected, 429, "rate");
    assertThat(rejected.headers().firstValueAsLong("Retry-After").orElseThrow())
        .isBetween(3000L, 3600L);
  }

  @Test
  void rateNone_disablesTheLimit() throws Exception {
    Path data = folder.resolve("data");
    try (LatchkeyProcess server = LatchkeyProcess.start(rate("none"), data)) {
      Client client = Client.of(server, data);

      assertThat(sign(client, "worker-1").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void invalidRate_stopsTheStart() {
    try (LatchkeyProcess failed =
        LatchkeyProcess.launch(rate("many"), "--data-dir", folder.resolve("data").toString())) {
      assertThat(failed.exitStatus()).isEqualTo(1);
      assertThat(failed.stderr().lines())
          .singleElement()
          .asString()
          .contains("latchkey.cert.rate", "'many' is neither a whole number of signatures an hour");
    }
  }

  private static HttpResponse<String> sign(Client client, String caller) throws Exception {
    return client.sign(
        Requests.forName("w.example"), client.token(Map.of("sub", caller, "roles", "service")));
  }
}
