package io.latchkey.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** {@code latchkey.war} contains CDI and needs no CDI module of Jetty. */
class JettyWithoutCdiIT {
  @AutoClose private final Server server;

  JettyWithoutCdiIT() throws Exception {
    server =
        JettyServer.startWithAnnotations(
            ServerUnderTest.current().jettyEnvironment(),
            Path.of(System.getProperty("server.home")),
            Folders.create());
  }

  @Test
  void latchkeyWar_answersWithoutTheCdiModule() throws Exception {
    try (Deployments deployments = new Deployments(server)) {
      Application latchkey =
          deployments.deployWithKey(
              "latchkey",
              War.like("latchkey")
                  .contextParam("latchkey.data-dir", deployments.folder().toString()));

      assertThat(latchkey.get("/whoami").statusCode()).isEqualTo(401);
      assertThat(latchkey.get("/whoami", latchkey.token("worker-1")).body())
          .contains("\"name\":\"worker-1\"");
      assertThat(latchkey.get("/health/ready").statusCode()).isEqualTo(200);
    }
  }
}
