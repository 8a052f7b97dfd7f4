package io.latchkey.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The application does not start on a server with {@code javax.servlet}, which would ignore the
 * filter.
 */
@ExtendWith(ServerExtension.class)
class OldServerIT {
  private final Server server;
  private final Deployments deployments;

  OldServerIT(Server server) throws Exception {
    this.server = server;
    this.deployments = new Deployments(server);
  }

  @AfterEach
  void undeploy() throws Exception {
    deployments.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"protected-application", "latchkey", "latchkey-jakartaee"})
  void tomcat9_rejectsFilterAndNamesOtherServers(String name) throws Exception {
    Application neighbour =
        deployments.deploy("neighbour", War.empty().file("index.html", "still here"));
    List<String> logged = server.log().lines().toList();
    War open = War.like(name).file("index.html", "for callers only");

    assertThatThrownBy(() -> deployments.deployWithKey("old", open))
        .isInstanceOf(DeploymentFailedException.class);

    assertThat(LogDifference.between(logged, server.log().lines().toList()))
        .anyMatch(
            line ->
                line.contains("latchkey-filter cannot protect '/old' on Apache Tomcat/9.")
                    && line.contains("deploy it to a server with Jakarta Servlet 6.0 or later"));
    assertThat(neighbour.raw("GET /old/index.html").status()).isIn(404, 503);
    assertThat(neighbour.get("/").body()).isEqualTo("still here");
  }
}
