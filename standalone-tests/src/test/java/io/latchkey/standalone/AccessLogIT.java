package io.latchkey.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The access log of the standalone server, switched on as its page says. */
class AccessLogIT {
  @TempDir Path folder;

  @Test
  void caller_isOneWordInTheAccessLog() throws Exception {
    Path logging =
        Files.writeString(folder.resolve("logging.properties"), "io.latchkey.access.level=FINE\n");
    Path data = folder.resolve("data");
    Map<String, String> environment =
        Map.of("JDK_JAVA_OPTIONS", "-Djava.util.logging.config.file=" + logging);
    try (LatchkeyProcess server = LatchkeyProcess.start(environment, data, "--no-tls")) {
      Client client = Client.of(server, data);
      client.get("/whoami", client.token(Map.of("sub", "a\"\n- evil", "roles", "service")));
      client.send(client.request("/ca/cert").header("Accept", "a"));
      client.get("/whoami");

      await()
          .untilAsserted(
              () ->
                  assertThat(server.stderr())
                      .contains(" - a%22%0A-%20evil \"GET /whoami HTTP/1.1\" 200")
                      .contains(" - - \"GET /whoami HTTP/1.1\" 401"));
      assertThat(server.stderr().lines().filter(line -> !line.startsWith("NOTE: ")))
          .allMatch(line -> line.matches("\\S+T\\S+ (INFO|FINE|WARNING) .*"))
          .noneMatch(line -> line.contains("RESTEASY"));
    }
  }
}
