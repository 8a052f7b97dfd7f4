package io.latchkey.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which enrolment protocols the server offers without configuration. */
class EnrolmentDefaultsIT {
  @TempDir Path folder;

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
  void server_offersAllProtocols() throws Exception {
    Client client = SharedServer.client();

    assertThat(client.get("/acme/directory").statusCode()).isEqualTo(200);
    assertThat(client.get("/.well-known/est/cacerts").statusCode()).isEqualTo(200);
    assertThat(cmp(client)).isEqualTo(400);
  }

  @Test
  void none_closesAllProtocols() throws Exception {
    Path data = folder.resolve("data");
    try (LatchkeyProcess server =
        LatchkeyProcess.start(Map.of("LATCHKEY_ENROLMENT", "none"), data)) {
      Client client = Client.of(server, data);
      for (String path : new String[] {"/acme/directory", "/.well-known/est/cacerts"}) {
        assertThat(client.get(path).body()).contains("\"reason\":\"missing\"");
        assertThat(client.get(path, client.serviceToken()).body())
            .contains("\"reason\":\"not_found\"");
      }
      assertThat(cmp(client)).isEqualTo(401);
    }
  }

  /** The default must not stop a server that is a component of another. */
  @Test
  void componentOfAnotherServer_offersNone() throws Exception {
    Path psk = Files.writeString(folder.resolve("psk"), SharedServer.psk().reveal());
    try (LatchkeyProcess component =
        LatchkeyProcess.start(
            folder.resolve("component"),
            "--ca-url",
            SharedServer.process().url(),
            "--psk",
            "file:" + psk)) {
      Client client = Client.of(component, SharedServer.psk());

      assertThat(client.get("/acme/directory").body()).contains("\"reason\":\"missing\"");
    }
  }
}
