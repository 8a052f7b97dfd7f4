package io.latchkey.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.latchkey.base.testing.FreePorts;
import io.latchkey.base.testing.Tools;
import io.latchkey.pki.Certificates;
import io.latchkey.tokens.component.ComponentKey;
import io.latchkey.tokens.component.DerivedSecret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Caddy obtains its certificate over ACME, with the configuration in docs/enrolment.md. */
class CaddyIT {
  private static final Path PAGE = Path.of("..", "docs", "enrolment.md");
  private static final ComponentKey TEAM = SharedServer.root().derive("team-a;dns=*.team-a.test");

  @TempDir Path folder;

  @Test
  void caddy_obtainsItsCertificateAndServesIt() throws Exception {
    Tools.require("caddy", "curl");
    KnownSecrets.add(TEAM.secretText(DerivedSecret.ACME));
    Path root =
        Files.writeString(folder.resolve("root.pem"), SharedServer.client().get("/ca/cert").body());
    int port = FreePorts.next();
    Path configuration =
        Files.writeString(
            folder.resolve("Caddyfile"), configuration(SharedServer.process(), root, port));
    Process caddy = start(configuration);
    try {
      Path obtained = folder.resolve("obtained");
      await().until(() -> !caddy.isAlive() || answers(root, port, obtained));
      assertThat(caddy.isAlive()).as(Files.readString(folder.resolve("caddy.log"))).isTrue();
      assertThat(Files.readString(obtained)).isEqualTo("Hello");
      assertThat(certificate().getSubjectAlternativeNames())
          .singleElement()
          .satisfies(name -> assertThat(name.get(1)).isEqualTo("c.team-a.test"));
    } finally {
      caddy.destroy();
      assertThat(caddy.waitFor(180, TimeUnit.SECONDS)).isTrue();
    }
  }

  /** The test needs a free port and a folder of its own. */
  private String configuration(LatchkeyProcess server, Path root, int port) throws IOException {
    String page = Files.readString(PAGE).split("\n## Caddy\n", 2)[1].split("\n```\n", 3)[1];
    return page.replace("https://ca.example.org:8900", server.url())
        .replace("/etc/latchkey/ca.pem", root.toString())
        .replace("KID", TEAM.path().id())
        .replace("HMAC", TEAM.secretText(DerivedSecret.ACME))
        .replace("host.web.example.org", "c.team-a.test:" + port)
        .replaceFirst(
            "\\{\n",
            "{\n\tadmin off\n\tauto_https disable_redirects\n\tstorage file_system "
                + folder.resolve("caddy")
                + "\n");
  }

  private Process start(Path configuration) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                "caddy", "run", "--config", configuration.toString(), "--adapter", "caddyfile")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("caddy.log").toFile());
    builder.environment().put("HOME", folder.toString());
    builder.environment().put("XDG_CONFIG_HOME", folder.resolve("config").toString());
    return builder.start();
  }

  private boolean answers(Path root, int port, Path response) throws Exception {
    return Tools.run(
                folder,
                Map.of(),
                "curl",
                "--silent",
                "--fail",
                "--cacert",
                root.toString(),
                "--resolve",
                "c.team-a.test:" + port + ":127.0.0.1",
                "--output",
                response.toString(),
                "https://c.team-a.test:" + port + "/")
            .status()
        == 0;
  }

  private X509Certificate certificate() throws Exception {
    try (var files = Files.walk(folder.resolve("caddy"))) {
      Path file =
          files
              .filter(each -> each.toString().endsWith("c.team-a.test.crt"))
              .findFirst()
              .orElseThrow();
      return Certificates.parsePem(Files.readString(file)).get(0);
    }
  }
}
