package io.latchkey.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code /health} of a server whose database is a process of its own, which dies and comes back.
 */
class HealthIT {
  private static final Pattern PORT = Pattern.compile(":(\\d+) ");

  @TempDir Path folder;

  /** H2 over TCP, on the loopback alone. */
  private LatchkeyProcess database(int port) {
    String jar =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> Path.of(entry).getFileName().toString().matches("h2-\\d.*\\.jar"))
            .findFirst()
            .orElseThrow();
    LatchkeyProcess database =
        LatchkeyProcess.run(
            Map.of(),
            LatchkeyProcess.java(
                "-Dh2.bindAddress=127.0.0.1",
                "-cp",
                jar,
                "org.h2.tools.Server",
                "-tcp",
                "-tcpPort",
                "" + port,
                "-ifNotExists",
                "-baseDir",
                folder.toString()));
    database.awaitReady();
    return database;
  }

  private static int port(LatchkeyProcess database) {
    Matcher port = PORT.matcher(database.stdout());
    assertThat(port.find()).as(database.stdout()).isTrue();
    return Integer.parseInt(port.group(1));
  }

  @Test
  void unavailableStore_is503UntilItReturns() throws Exception {
    Path data = folder.resolve("data");
    LatchkeyProcess database = database(0);
    int port = port(database);
    Map<String, String> store =
        Map.of("LATCHKEY_JDBC_URL", "jdbc:h2:tcp://127.0.0.1:" + port + "/./store");
    try (LatchkeyProcess server = LatchkeyProcess.start(store, data)) {
      Client client = Client.of(server, data);
      assertThat(client.get("/health/ready").statusCode()).isEqualTo(200);

      database.kill();

      await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> client.get("/health/ready").statusCode() == 503);
      HttpResponse<String> down = client.get("/health/ready");
      assertThat(down.headers().firstValue("Content-Type")).hasValue("application/json");
      assertThat(down.body())
          .startsWith("{\"status\":\"DOWN\",\"checks\":{\"store\":\"DOWN\",\"signature\":\"UP\",")
          .endsWith("\"auth\":\"required\"}}\n");
      assertThat(client.get("/health/live").statusCode()).isEqualTo(200);

      database = database(port);
      await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> client.get("/health/ready").statusCode() == 200);
    } finally {
      database.close();
    }
  }
}
