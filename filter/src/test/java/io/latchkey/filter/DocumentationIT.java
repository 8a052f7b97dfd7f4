package io.latchkey.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/filter.md tells to write works as it stands there. */
class DocumentationIT {
  private static final Path PAGE = Path.of("..", "docs", "filter.md");

  @TempDir Path application;

  private static String block(String language) throws IOException {
    Matcher block =
        Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(PAGE));
    assertThat(block.find()).isTrue();
    return block.group(1);
  }

  @Test
  void webXml_protectsTheApplication() throws Exception {
    Path file = application.resolve("WEB-INF/web.xml");
    Files.createDirectories(file.getParent());
    Files.writeString(
        file,
        "<web-app xmlns=\"https://jakarta.ee/xml/ns/jakartaee\" version=\"6.0\">"
            + block("xml")
            + "</web-app>");
    try (TestServer server =
        TestServer.builder()
            .servlet("/who", new WhoServlet())
            .servlet("/health/live", new WhoServlet())
            .startWebApplication(application)) {
      assertThat(server.request("GET /health/live").status()).isEqualTo(200);
      assertThat(server.request("GET /who").status()).isEqualTo(401);
      assertThat(server.get("/who", Tokens.of("worker-1")).body()).startsWith("worker-1 ");
    }
  }

  @Test
  void annotatedClass_protectsTheApplication() throws Exception {
    Path psk = Files.writeString(application.resolve("psk"), Tokens.PSK + "\n");
    Path source = application.resolve("TokenFilter.java");
    Files.writeString(source, block("java").replace("/run/secrets/psk", psk.toString()));
    Path classes = Files.createDirectories(application.resolve("WEB-INF/classes"));
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-classpath",
                System.getProperty("java.class.path"),
                "-d",
                classes.toString(),
                source.toString());
    assertThat(failed).isZero();
    try (TestServer server =
        TestServer.unconfigured()
            .servlet("/who", new WhoServlet())
            .startWebApplication(application)) {
      assertThat(server.request("GET /who").status()).isEqualTo(401);
      assertThat(server.get("/who", Tokens.of("worker-1")).body()).startsWith("worker-1 ");
    }
  }
}
