package io.latchkey.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * {@code latchkey-jakartaee.war} does not start on a server without Jakarta REST and CDI. Otherwise
 * it would answer 404 for every path.
 */
@ExtendWith(ServerExtension.class)
class ThinWarIT {
  private final Server server;
  private final Application neighbour;

  ThinWarIT(Server server, @Probe Application neighbour) {
    this.server = server;
    this.neighbour = neighbour;
  }

  @Test
  void serverWithoutRest_rejectsWarNamingLatchkeyWar() throws Exception {
    try (Deployments deployments = new Deployments(server)) {
      List<String> logged = server.log().lines().toList();

      assertThatThrownBy(() -> deployments.deployWithKey("thin", War.like("latchkey-jakartaee")))
          .isInstanceOf(DeploymentFailedException.class);

      assertThat(LogDifference.between(logged, server.log().lines().toList()))
          .anyMatch(
              line ->
                  line.contains(
                      "which has no Jakarta REST and CDI; deploy latchkey.war, which includes them"));
      assertThat(neighbour.raw("GET /thin/ca/cert").status()).isIn(404, 503);
      assertThat(neighbour.get("/who", neighbour.token("worker-1")).body())
          .startsWith("REQUEST worker-1 ");
    }
  }
}
