package io.latchkey.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.filter.Tokens;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an application's observers are told of authentication. */
class ObservedIT {
  @TempDir Path folder;

  @Test
  void decisions_areEventsForTheApplication() throws Exception {
    try (TestServer server =
        TestServer.builder(folder).classes(SeenAuthentications.class).start()) {
      server.get("/app/who", Tokens.of("worker-1"));
      assertThat(server.contextAttribute(SeenAuthentications.ATTRIBUTE))
          .isEqualTo("worker-1 /app/who");

      server.get("/app/who");
      assertThat(server.contextAttribute(SeenAuthentications.ATTRIBUTE))
          .isEqualTo("missing /app/who");
    }
  }

  @Test
  void observerThatFails_changesNothing() throws Exception {
    try (TestServer server =
        TestServer.builder(folder).classes(SeenAuthentications.class).start()) {
      assertThat(server.get("/app/broken", Tokens.of("worker-1")).statusCode()).isEqualTo(404);
      assertThat(server.get("/app/broken").statusCode()).isEqualTo(401);
    }
  }
}
