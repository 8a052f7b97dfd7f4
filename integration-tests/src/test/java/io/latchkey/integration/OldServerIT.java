package io.latchkey.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A server with {@code javax.servlet} would run an application without the filter. */
@ExtendWith(ServerExtension.class)
class OldServerIT {
  private final Server server;

  OldServerIT(Server server) {
    this.server = server;
  }

  @Test
  void applicationWithTheFilter_doesNotStartAndSaysWhichServerToTake() throws Exception {
    Path folder = Folders.create();
    War open = War.like("protected-application").file("index.html", "for callers only");

    assertThatThrownBy(() -> server.deploy("old", open.writeTo(folder)))
        .isInstanceOf(DeploymentFailedException.class);

    assertThat(server.log().lines())
        .anyMatch(
            line ->
                line.contains("latchkey-filter cannot protect '/old' on Apache Tomcat/9.")
                    && line.contains("deploy it to a server with Jakarta Servlet 6.0 or later"));
    server.undeploy("old");
  }
}
