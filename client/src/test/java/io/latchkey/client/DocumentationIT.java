package io.latchkey.client;

import static io.latchkey.client.ScriptedServer.respond;
import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.tokens.KeyDerivation;
import io.latchkey.tokens.PreSharedKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the component examples of the README. */
class DocumentationIT {
  private static final Path PAGE = Path.of("..", "README.md");

  @TempDir Path directory;

  private final PreSharedKey psk = PreSharedKey.generate();
  private ScriptedServer server;

  @BeforeEach
  void start() throws IOException {
    server =
        new ScriptedServer(
            TestAuthority.named("CA"), psk, KeyDerivation.standard(), Clock.systemUTC());
    Path data = Files.createDirectory(directory.resolve("latchkey-data"));
    Files.writeString(data.resolve("psk"), psk.reveal() + "\n");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** The block after a comment with this name. */
  private static String block(String name) throws IOException {
    Matcher block =
        Pattern.compile("<!-- " + name + " -->\\n```\\w+\\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(PAGE));
    assertThat(block.find()).isTrue();
    return block.group(1);
  }

  private String run(List<String> command) throws Exception {
    Path output = directory.resolve("output");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.environment().put("LATCHKEY_URL", server.url().toString());
    Process process = builder.start();
    assertThat(process.waitFor(180, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(output)).isZero();
    return Files.readString(output);
  }

  @Test
  void javaCode_runs() throws Exception {
    server.on("/whoami", exchange -> respond(exchange, 200, "application/json", "{}"));
    String code = block("java").replace("https://localhost:8900", server.url().toString());
    String imports = lines(code, true);
    String statements = lines(code, false);
    Path source =
        Files.writeString(
            directory.resolve("Component.java"),
            """
            %s
            class Component {
              public static void main(String[] arguments) throws Exception {
            %s  }
            }
            """
                .formatted(imports, statements));

    String output =
        run(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                source.toString()));

    assertThat(output).endsWith("{}\n");
    assertThat(statements.strip().lines()).hasSizeLessThanOrEqualTo(10);
  }

  private static String lines(String code, boolean imports) {
    return code.lines()
        .filter(line -> line.startsWith("import ") == imports)
        .map(line -> line + "\n")
        .collect(Collectors.joining());
  }

  @Test
  void commands_run() throws Exception {
    String script =
        """
        set -euo pipefail
        latchkey() { '%s' -jar '%s' "$@"; }
        %s
        echo "$TOKEN"
        """
            .formatted(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                System.getProperty("latchkey.cli.jar"),
                block("commands"));

    String output = run(List.of("bash", "-c", script));

    assertThat(output).contains("Wrote root.pem").contains("worker.local.crt, valid until");
    assertThat(output.strip())
        .matches(Pattern.compile(".*\\n[\\w-]+\\.[\\w-]+\\.[\\w-]+", Pattern.DOTALL));
    assertThat(directory.resolve("worker.local.key")).exists();
  }
}
