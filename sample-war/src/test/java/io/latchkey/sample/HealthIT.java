package io.latchkey.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code /health} of a server whose database is a process of its own, which dies and comes back.
 */
@EnabledOnOs(
    value = OS.LINUX,
    architectures = "amd64",
    disabledReason = "The tests have PostgreSQL for Linux on amd64 only")
class HealthIT {
  @TempDir Path folder;

  private EmbeddedPostgres database(int port) throws IOException {
    return EmbeddedPostgres.builder()
        .setDataDirectory(folder.resolve("database"))
        .setCleanDataDirectory(false)
        .setPort(port)
        .start();
  }

  @Test
  void unavailableStore_is503UntilItReturns() throws Exception {
    Path data = folder.resolve("data");
    EmbeddedPostgres database = database(0);
    int port = database.getPort();
    Map<String, String> store =
        Map.of(
            "LATCHKEY_JDBC_URL",
            "jdbc:postgresql://127.0.0.1:" + port + "/postgres",
            "LATCHKEY_JDBC_USER",
            "postgres");
    try (LatchkeyProcess server = LatchkeyProcess.start(store, data)) {
      Client client = Client.of(server, data);
      assertThat(client.get("/health/ready").statusCode()).isEqualTo(200);

      assertThat(sign(client)).isEqualTo(200);

      database.close();
      // The client waits 30 s for an answer.
      assertThat(sign(client)).isEqualTo(503);

      await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> client.get("/health/ready").statusCode() == 503);
      HttpResponse<String> down = client.get("/health/ready");
      assertThat(down.headers().firstValue("Content-Type")).hasValue("application/json");
      assertThat(down.body())
          .startsWith("{\"status\":\"DOWN\",\"checks\":{\"store\":\"DOWN\",\"signature\":\"UP\",")
          .contains("\"auth\":\"required\"");
      assertThat(client.get("/health/live").statusCode()).isEqualTo(200);

      database = database(port);
      await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> client.get("/health/ready").statusCode() == 200);
      assertThat(sign(client)).isEqualTo(200);
    } finally {
      database.close();
    }
  }

  private static int sign(Client client) throws Exception {
    RecordedRequest request = RecordedRequest.all().findFirst().orElseThrow();
    return client.sign(request.body(), client.serviceToken()).statusCode();
  }
}
