package io.latchkey.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples in docs/filter.md work. */
class DocumentationIT {
  private static final Path PAGE = Path.of("..", "docs", "filter.md");

  @TempDir Path application;

  private static String block(String language, String marker) throws IOException {
    return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
        .matcher(Files.readString(PAGE))
        .results()
        .map(block -> block.group(1))
        .filter(block -> block.contains(marker))
        .findFirst()
        .orElseThrow();
  }

  private Path compile(String name, String code) throws IOException {
    Path source = Files.writeString(application.resolve(name), code);
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
    return classes;
  }

  @Test
  void webXml_protectsTheApplication() throws Exception {
    Path file = application.resolve("WEB-INF/web.xml");
    Files.createDirectories(file.getParent());
    Files.writeString(
        file,
        "<web-app xmlns=\"https://jakarta.ee/xml/ns/jakartaee\" version=\"6.0\">"
            + block("xml", "<filter>")
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
    compile(
        "TokenFilter.java",
        block("java", "@WebFilter").replace("/run/secrets/psk", psk.toString()));
    try (TestServer server =
        TestServer.unconfigured()
            .servlet("/who", new WhoServlet())
            .startWebApplication(application)) {
      assertThat(server.request("GET /who").status()).isEqualTo(401);
      assertThat(server.get("/who", Tokens.of("worker-1")).body()).startsWith("worker-1 ");
    }
  }

  @Test
  void resourceIdentifier_determinesResourceOfRequest() throws Exception {
    Path classes = compile("TenantIdentifier.java", block("java", "implements ResourceIdentifier"));
    Path services = Files.createDirectories(classes.resolve("META-INF/services"));
    Files.writeString(services.resolve(ResourceIdentifier.class.getName()), "TenantIdentifier");
    try (TestServer server =
        TestServer.unconfigured()
            .param("latchkey.public-key", KeyTokens.pem())
            .param("latchkey.prefix-check", "true")
            .servlet("/who", new WhoServlet())
            .startWebApplication(application)) {
      String token = "Authorization: Bearer " + KeyTokens.withPrefix("tenant-1");

      assertThat(server.request("GET /who", token, "Tenant: tenant-1").body()).startsWith("w ");
      assertThat(server.request("GET /who", token, "Tenant: tenant-2").reason())
          .isEqualTo("prefix");
    }
  }
}
