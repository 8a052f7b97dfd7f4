package io.latchkey.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.latchkey.filter.RawConnection;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.awaitility.core.ConditionTimeoutException;

/**
 * The threads, classes and log warnings that undeployed applications have left in a server since
 * this object was created.
 */
final class Traces {
  /** At least as many as requests of a test run at the same time. */
  private static final int THREADS = 16;

  private final Server server;
  private final Path folder;
  private final int settingsBefore;
  private final Set<String> threadsBefore;
  private final List<String> logBefore;
  private int sweeps;

  /** Records the state before the first application is deployed. */
  Traces(Server server, Path folder) throws IOException {
    this.server = server;
    this.folder = folder;
    sweep();
    settingsBefore = Leaks.settings(server);
    threadsBefore = Leaks.threads(server);
    logBefore = server.log().lines().toList();
  }

  private void sweep() throws IOException {
    // A server may undeploy the last one while a new one of the same name starts.
    String sweeper = "sweeper" + ++sweeps;
    server.deploy(sweeper, War.empty().classes(SweeperServlet.ALL).writeTo(folder));
    occupyThreads(sweeper);
    try (RawConnection connection = new RawConnection(server.port())) {
      assertThat(connection.send(Application.text("GET /%s/".formatted(sweeper))).read().status())
          .isEqualTo(200);
    }
    server.undeploy(sweeper);
    // A server may keep the last connection in memory.
    try (RawConnection connection = new RawConnection(server.port())) {
      connection.send(Application.text("GET /nothing")).read();
    }
  }

  private void occupyThreads(String sweeper) throws IOException {
    List<RawConnection> connections = new ArrayList<>();
    try {
      for (int n = 0; n < THREADS; n++) {
        RawConnection connection = new RawConnection(server.port());
        connections.add(connection);
        connection.send(
            "POST /%s/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n\r\n"
                .formatted(sweeper));
      }
      for (RawConnection connection : connections) {
        assertThat(connection.send("x").read().status()).isEqualTo(200);
      }
    } finally {
      for (RawConnection connection : connections) {
        connection.close();
      }
    }
  }

  /**
   * Asserts that a running application is detected. Otherwise its leaks would not be detected
   * either.
   */
  void assertSeen(String... threads) throws IOException {
    assertThat(Leaks.settings(server)).isPositive();
    assertThat(newThreads())
        .extracting(thread -> thread.replaceFirst(" #\\d+$", ""))
        .contains(threads);
  }

  /** Asserts that nothing is left after the last undeployment. */
  void assertNoneLeft() throws IOException {
    sweep();
    // Collects the cached properties of beans; the second sweep then releases their classes.
    int unused = Leaks.settings(server);
    sweep();
    try {
      await()
          .pollInterval(Duration.ofMillis(500))
          .untilAsserted(
              () -> {
                // Less, when what an earlier test's application left is collected only now; what
                // these leave each round would be more all the same.
                assertThat(Leaks.settings(server)).isLessThanOrEqualTo(settingsBefore);
                assertThat(newThreads()).isEmpty();
              });
    } catch (ConditionTimeoutException e) {
      e.addSuppressed(new AssertionError("see " + Leaks.dump(server, folder)));
      throw e;
    }
    // Tomcat also warns of threads that are just about to end, Weld's for one: those are seen
    // above.
    assertThat(LogDifference.between(logBefore, server.log().lines().toList()))
        .noneMatch(line -> line.contains("failed to unregister"));
  }

  private Set<String> newThreads() throws IOException {
    Set<String> threads = Leaks.threads(server);
    threads.removeAll(threadsBefore);
    return threads;
  }
}
