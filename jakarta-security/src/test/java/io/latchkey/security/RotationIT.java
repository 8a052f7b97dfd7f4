package io.latchkey.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.latchkey.filter.Tokens;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A key that is changed in its file while the application runs, seen through the mechanism. */
class RotationIT {
  private static final String NEXT = "the key that all have from now on";

  @TempDir Path folder;

  @Test
  void replacedPskFile_rejectsTokensOfOldKey() throws Exception {
    Path file = Files.writeString(folder.resolve("psk"), Tokens.PSK);
    String old = Tokens.withRoles("ops", "admin");
    String next = Tokens.signer(NEXT).sign(Map.of("sub", "ops", "roles", "admin"));
    try (TestServer server =
        TestServer.unconfigured(folder)
            .param("latchkey.psk", "file:" + file)
            .webXml(MechanismIT.CONSTRAINT) // which knows callers of the mechanism only
            .start()) {
      assertThat(server.get("/app/admin", old).statusCode()).isEqualTo(200);
      assertThat(server.get("/app/admin", next).statusCode()).isEqualTo(401);

      Files.move(
          Files.writeString(folder.resolve("next"), NEXT), file, StandardCopyOption.ATOMIC_MOVE);

      await().until(() -> server.get("/app/admin", next).statusCode() == 200);
      HttpResponse<String> rejected = server.get("/app/admin", old);
      assertThat(rejected.statusCode()).isEqualTo(401);
      assertThat(rejected.body()).endsWith("\"reason\":\"signature\"}\n");
    }
  }
}
