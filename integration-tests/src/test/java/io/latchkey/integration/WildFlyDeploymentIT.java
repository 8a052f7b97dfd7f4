package io.latchkey.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.tokens.PreSharedKey;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A configuration error stops the deployment with one log line. Other applications keep running.
 */
@ExtendWith(ServerExtension.class)
class WildFlyDeploymentIT {
  private final Server server;
  private final Application latchkey;

  @TempDir Path folder;

  WildFlyDeploymentIT(Server server, Application latchkey) {
    this.server = server;
    this.latchkey = latchkey;
  }

  private War broken(String name) throws Exception {
    return War.like(name).contextParam("latchkey.data-dir", folder.resolve("data").toString());
  }

  private void assertFails(War war, String name, String mend) throws Exception {
    Path file = war.writeTo(Files.createDirectories(folder.resolve("wars")));
    try {
      assertThatThrownBy(() -> server.deploy("broken", file))
          .isInstanceOf(DeploymentFailedException.class)
          .hasMessageContaining(name)
          .hasMessageContaining(mend);
    } finally {
      server.undeploy("broken");
    }

    assertThat(server.log().lines().filter(line -> line.contains(name) && line.contains(mend)))
        .isNotEmpty();
    assertThat(latchkey.get("/whoami", latchkey.token("worker-1")).statusCode()).isEqualTo(200);
  }

  @Test
  void missingKey_failsTheDeployment() throws Exception {
    assertFails(broken("latchkey-jakartaee"), "Set latchkey.psk", "openssl rand -base64 32");
    assertFails(broken("secured-application"), "Set latchkey.psk", "openssl rand -base64 32");
  }

  @Test
  void unknownSetting_failsTheDeployment() throws Exception {
    assertFails(
        broken("latchkey-jakartaee")
            .contextParam("latchkey.psk", PreSharedKey.generate().reveal())
            .contextParam("latchkey.open-path", "GET /x"),
        "latchkey.open-path",
        "did you mean latchkey.open-paths?");
  }

  @Test
  void brokenJndiName_failsTheDeployment() throws Exception {
    assertFails(
        broken("latchkey-jakartaee")
            .contextParam("latchkey.psk", PreSharedKey.generate().reveal())
            .contextParam("latchkey.datasource", "java:jboss/datasources/NoSuchDS"),
        "latchkey.datasource",
        "java:jboss/datasources/NoSuchDS");
  }
}
