package io.latchkey.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.jaxrs.testing.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** No thread and no class of an application remains after undeployment. */
@ExtendWith(ServerExtension.class)
class RedeployIT {
  static final int ROUNDS = 2;

  private final Server server;
  private final Deployments deployments;
  private Traces traces;

  RedeployIT(Server server) throws Exception {
    this.server = server;
    this.deployments = new Deployments(server);
  }

  @BeforeEach
  void recordServerState() throws Exception {
    traces = new Traces(server, deployments.folder());
  }

  @AfterEach
  void undeploy() throws Exception {
    deployments.close();
  }

  /** One application reads its key from a file; the other does not authenticate its callers. */
  @Test
  void applicationsWithTheFilter_leaveNothing() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      Application application =
          deployments.deployWithKeyFile("again", War.like("protected-application"));
      Application open =
          deployments.deploy(
              "open", War.like("protected-application").contextParam("latchkey.auth", "disabled"));
      // The warning of the open application appears at the start, not with the first request.
      traces.assertSeen("latchkey-reload", "latchkey-auth-disabled");
      assertThat(
              application
                  .raw("GET /again/hello", "Authorization: Bearer " + application.token("worker-1"))
                  .status())
          .isEqualTo(200);
      assertThat(open.get("/nothing").statusCode()).isEqualTo(404);
      deployments.undeploy("again");
      deployments.undeploy("open");
    }

    traces.assertNoneLeft();
  }

  @Test
  void latchkeyWar_redeploysWithoutLeaksAndKeepsCa() throws Exception {
    String root = "";
    for (int round = 0; round < ROUNDS; round++) {
      Application latchkey =
          deployments.deployWithKeyFile(
              "reloaded",
              War.like(ServerUnderTest.current().latchkeyWar())
                  .contextParam(
                      "latchkey.data-dir", deployments.folder().resolve("data").toString()));
      RecordedRequest request = RecordedRequest.all().findFirst().orElseThrow();
      String now = latchkey.get("/ca/cert").body();
      request.assertAnsweredBy(
          latchkey.sign(request.body(), latchkey.token("worker-1")),
          RecordedRequest.certificate(now));
      assertThat(now).isIn(root.isEmpty() ? now : root);
      root = now;
      traces.assertSeen("latchkey-reload", "latchkey-store");
      deployments.undeploy("reloaded");
    }

    traces.assertNoneLeft();
  }
}
