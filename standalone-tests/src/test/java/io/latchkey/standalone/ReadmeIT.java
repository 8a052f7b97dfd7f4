package io.latchkey.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.base.testing.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the tour of the README against a server. */
class ReadmeIT {
  private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern TOUR =
      Pattern.compile("<!-- tour -->\\n```sh\\n(.*?)```", Pattern.DOTALL);

  @TempDir Path folder;

  @Test
  void tour_matchesTheReadme() throws Exception {
    Tools.require("bash", "curl", "openssl");
    Path data = folder.resolve("data");
    try (LatchkeyProcess server = LatchkeyProcess.startWar(Map.of(), data)) {
      String output = Tools.run(folder, "bash", "-ec", tour(server, data));

      assertThat(output)
          .containsSubsequence(
              server.fingerprint(),
              "{\"name\":\"worker-1\",\"roles\":[\"service\"],\"scheme\":\"psk\"}",
              "worker.crt: OK",
              "\"status\":401",
              "\"reason\":\"missing\"");
    }
  }

  @Test
  void firstCommand_startsTheBuiltWar() throws Exception {
    assertThat(readme()).contains("java -jar sample-war/target/latchkey.war\n");
    assertThat(LatchkeyProcess.WAR).isEqualTo(REPOSITORY.resolve("sample-war/target/latchkey.war"));
  }

  private static String tour(LatchkeyProcess server, Path data) throws IOException {
    return TOUR.matcher(readme())
        .results()
        .map(block -> block.group(1))
        .collect(Collectors.joining())
        .replace("https://localhost:8900", server.url())
        .replaceAll(
            "\\bjava examples",
            Matcher.quoteReplacement(String.join(" ", LatchkeyProcess.java()) + " examples"))
        .replace("examples/Token.java", REPOSITORY.resolve("examples/Token.java").toString())
        .replace("latchkey-data/psk", data.resolve("psk").toString());
  }

  private static String readme() throws IOException {
    return Files.readString(REPOSITORY.resolve("README.md"));
  }
}
