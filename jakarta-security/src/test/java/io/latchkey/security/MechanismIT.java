package io.latchkey.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MechanismIT {
  @TempDir Path folder;

  @Test
  void smoke() throws Exception {
    try (TestServer server = TestServer.builder(folder).start()) {
      System.out.println(server.get("/app/who").body());
      System.out.println(server.get("/app/who", Tokens.of("worker-1")).body());
      System.out.println(server.get("/app/ca/cert").statusCode());
      assertThat(server.isRunning()).isTrue();
    }
  }
}
