package io.latchkey.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.ca.testing.RequestBuilder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings that switch a protocol or a restriction off, all on one server. */
class SwitchedOffIT {
  private static final Map<String, String> SETTINGS =
      Map.of(
          "LATCHKEY_ENROLMENT", "none",
          "LATCHKEY_CERT_RATE", "none",
          "LATCHKEY_METRICS_OPEN", "true",
          "LATCHKEY_PUBLIC_URL", "https://ca.example.org",
          "LATCHKEY_POLICY_OWN_NAMES", "any");

  @TempDir static Path data;
  private static LatchkeyProcess server;
  private static Client client;

  @BeforeAll
  static void start() throws Exception {
    server = LatchkeyProcess.start(SETTINGS, data);
    client = Client.of(server, data);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static int cmp(Client client) throws Exception {
    return client
        .send(
            client
                .request("/ca/cmp")
                .header("Content-Type", "application/pkixcmp")
                .POST(BodyPublishers.ofByteArray(new byte[] {1})))
        .statusCode();
  }

  @Test
  void enrolmentByDefault_offersAllProtocols() throws Exception {
    Client byDefault = SharedServer.client();

    assertThat(byDefault.get("/acme/directory").statusCode()).isEqualTo(200);
    assertThat(byDefault.get("/.well-known/est/cacerts").statusCode()).isEqualTo(200);
    assertThat(cmp(byDefault)).isEqualTo(400);
  }

  @Test
  void enrolmentNone_closesAllProtocols() throws Exception {
    for (String path : new String[] {"/acme/directory", "/.well-known/est/cacerts"}) {
      assertThat(client.get(path).body()).contains("\"reason\":\"missing\"");
      assertThat(client.get(path, client.serviceToken()).body())
          .contains("\"reason\":\"not_found\"");
    }
    assertThat(cmp(client)).isEqualTo(401);
  }

  @Test
  void rateNone_disablesTheLimit() throws Exception {
    byte[] request = RequestBuilder.of("CN=w.example").der();

    assertThat(client.sign(request, client.serviceToken()).statusCode()).isEqualTo(200);
  }

  @Test
  void openMetrics_needNoToken() throws Exception {
    assertThat(client.get("/metrics").statusCode()).isEqualTo(200);
    assertThat(client.get("/whoami").statusCode()).isEqualTo(401);
  }

  @Test
  void ownNamesAny_allowsAllNames() throws Exception {
    byte[] request = RequestBuilder.of("CN=w.test", "DNS:ca.example.org").der();

    assertThat(client.sign(request, client.serviceToken()).statusCode()).isEqualTo(200);
  }
}
