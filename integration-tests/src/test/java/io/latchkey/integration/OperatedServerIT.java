package io.latchkey.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.latchkey.filter.RawConnection;
import io.latchkey.filter.RawConnection.Response;
import io.latchkey.tokens.PreSharedKey;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A separate server that the test configures, starts and stops as an operator does. */
class OperatedServerIT {
  private static final int CLIENTS = 20;

  @Test
  void processSettings_areUsedAndStopIsGraceful() throws Exception {
    Path folder = Folders.create();
    PreSharedKey psk = PreSharedKey.generate();
    Path data = Files.createDirectories(folder.resolve("data"));
    Files.writeString(data.resolve("latchkey.properties"), "latchkey.clock-skew=PT5S\n");
    Path pskFile = Files.writeString(folder.resolve("psk"), psk.reveal() + "\n");
    try (Server server =
        ServerUnderTest.startCurrent(
            folder.resolve("base"),
            Map.of(
                "LATCHKEY_PSK",
                "file:" + pskFile,
                "LATCHKEY_DATA_DIR",
                data.toString(),
                "JAVA_TOOL_OPTIONS",
                "\"-Dlatchkey.open-paths=GET /who\""))) {
      War war = War.like("protected-application").classes(ProbeServlets.ALL);
      Application application =
          new Application(server.deploy("operated", war.writeTo(folder)), psk);

      assertEachSourceIsRead(application);
      assertResponsesAreFinished(server, application);
    }
  }

  /**
   * Sets the key in the environment, an open path as a system property, and the clock skew in the
   * file.
   */
  private static void assertEachSourceIsRead(Application application) throws Exception {
    assertThat(application.get("/forward").statusCode()).isEqualTo(401);
    assertThat(application.get("/who").body()).startsWith("REQUEST null ");
    assertThat(application.get("/forward", application.token("worker-1")).body())
        .startsWith("FORWARD worker-1 ");
    // With the default clock skew this token would be valid.
    String expired = application.expiredToken("worker-1", Duration.ofSeconds(10));
    HttpResponse<String> response = application.get("/forward", expired);
    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.body()).contains("\"reason\":\"expired\"");
  }

  private static void assertResponsesAreFinished(Server server, Application application)
      throws Exception {
    List<RawConnection> connections = new ArrayList<>();
    try {
      for (int n = 0; n < CLIENTS; n++) {
        RawConnection connection = application.connect();
        connections.add(connection);
        connection.send(
            Application.text(
                "GET /operated/slow?millis=1500",
                "Authorization: Bearer " + application.token("worker-" + n)));
      }
      for (RawConnection connection : connections) {
        connection.awaitFirstByte();
      }

      server.terminate();

      for (RawConnection connection : connections) {
        Response response = connection.read();
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("begun and done");
      }
    } finally {
      for (RawConnection connection : connections) {
        connection.close();
      }
    }
    await().untilAsserted(() -> assertThat(server.process().isAlive()).isFalse());
  }
}
