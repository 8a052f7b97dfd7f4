package io.latchkey.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.latchkey.filter.RawConnection;
import io.latchkey.sample.RecordedRequest;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An application that is taken away is gone: no thread and no class of it stays behind. */
@ExtendWith(ServerExtension.class)
class RedeployIT {
  private static final int ROUNDS = 2;

  private final Server server;
  private final Deployments deployments;
  private int settingsBefore;
  private Set<String> threadsBefore;

  RedeployIT(Server server) throws Exception {
    this.server = server;
    this.deployments = new Deployments(server);
  }

  @BeforeEach
  void count() throws Exception {
    sweep();
    settingsBefore = Leaks.settings(server);
    threadsBefore = Leaks.threads(server);
  }

  @AfterEach
  void undeploy() throws Exception {
    deployments.close();
  }

  private void sweep() throws Exception {
    server.deploy("sweeper", War.empty().classes(SweeperServlet.ALL).writeTo(deployments.folder()));
    server.undeploy("sweeper");
    // A server may remember the connection that was used last.
    try (RawConnection connection = new RawConnection(server.port())) {
      connection.send(Application.text("GET /nothing")).read();
    }
  }

  private void assertNothingIsLeft(List<String> logged) throws Exception {
    sweep();
    try {
      await()
          .pollInterval(Duration.ofMillis(500))
          .atMost(Duration.ofMinutes(1))
          .untilAsserted(
              () -> {
                // Less, when what an earlier test's application left is collected only now; what
                // these leave each round would be more all the same.
                assertThat(Leaks.settings(server)).isLessThanOrEqualTo(settingsBefore);
                assertThat(threadsBefore).containsAll(Leaks.threads(server));
              });
    } catch (ConditionTimeoutException e) {
      e.addSuppressed(new AssertionError("see " + Leaks.dump(server, deployments.folder())));
      throw e;
    }
    // Tomcat also warns of threads that are just about to end, Weld's for one: those are seen
    // above.
    assertThat(LogDifference.between(logged, server.log().lines().toList()))
        .noneMatch(line -> line.contains("failed to unregister"));
  }

  @Test
  void applicationWithTheFilter_leavesNothing() throws Exception {
    List<String> logged = server.log().lines().toList();
    for (int round = 0; round < ROUNDS; round++) {
      Application application =
          deployments.deployWithKey("again", War.like("protected-application"));
      assertThat(
              application
                  .raw("GET /again/hello", "Authorization: Bearer " + application.token("worker-1"))
                  .status())
          .isEqualTo(200);
      assertThat(Leaks.settings(server)).isGreaterThan(settingsBefore);
      deployments.undeploy("again");
    }

    assertNothingIsLeft(logged);
  }

  @Test
  void applicationWithoutAuthentication_leavesNoTimer() throws Exception {
    List<String> logged = server.log().lines().toList();
    for (int round = 0; round < ROUNDS; round++) {
      deployments.deploy(
          "open", War.like("protected-application").contextParam("latchkey.auth", "disabled"));
      deployments.undeploy("open");
    }

    assertNothingIsLeft(logged);
  }

  @Test
  void latchkeyWar_leavesNothingAndComesBackWithTheSameAuthority() throws Exception {
    List<String> logged = server.log().lines().toList();
    String root = "";
    for (int round = 0; round < ROUNDS; round++) {
      Application latchkey =
          deployments.deployWithKey(
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
      deployments.undeploy("reloaded");
    }

    assertNothingIsLeft(logged);
  }
}
