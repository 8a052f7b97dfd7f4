package io.latchkey.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.latchkey.tokens.PreSharedKey;
import io.latchkey.tokens.TokenPurpose;
import io.latchkey.tokens.TokenVerifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The started WAR gets another pre-shared key in its data directory. */
class RotationIT {

  @TempDir Path folder;

  @Test
  void pskReplacedInDataDirectory_isReloaded() throws Exception {
    Path data = folder.resolve("data");
    try (LatchkeyProcess server = LatchkeyProcess.start(data)) {
      Client old = Client.of(server, data);
      String oldToken = old.serviceToken();
      assertThat(old.get("/whoami", oldToken).statusCode()).isEqualTo(200);
      PreSharedKey key = PreSharedKey.generate();
      KnownSecrets.add(key.reveal());
      Client next = Client.of(server, key);
      String token = next.serviceToken();

      Path file = Files.writeString(data.resolve("psk.next"), key.reveal());
      Files.move(file, data.resolve("psk"), StandardCopyOption.ATOMIC_MOVE);

      await()
          .until(
              () ->
                  next.get("/whoami", token).statusCode() == 200
                      && vouchesForTheAuthority(next, key));
      assertThat(old.get("/whoami", oldToken).body()).contains("\"reason\":\"signature\"");
      await().until(() -> server.stderr().contains("Reloaded keys from " + data.resolve("psk")));
    }
  }

  /** The server has a filter, a CA and enrolment protocols, which all use these files. */
  @Test
  void badOrChangedFile_isLoggedOnce() throws Exception {
    Path data = folder.resolve("data");
    Path psk = data.resolve("psk");
    Path revoked = Files.writeString(folder.resolve("revoked"), "# none\n");
    PreSharedKey key = PreSharedKey.generate();
    KnownSecrets.add(key.reveal());
    LatchkeyProcess server =
        LatchkeyProcess.start(Map.of("LATCHKEY_REVOKED_COMPONENTS", "file:" + revoked), data);
    try (server) {
      replace(psk, " ");
      awaitLine(server, "stay in use", psk);
      replace(revoked, "lk1.worker-1");
      awaitLine(server, "stay in use", revoked);
      replace(psk, key.reveal());
      awaitLine(server, "Reloaded", psk);
      replace(revoked, "worker-1");
      awaitLine(server, "Reloaded", revoked);
    }

    for (Path file : List.of(psk, revoked)) {
      assertThat(lines(server, "stay in use", file)).hasSize(1);
      assertThat(lines(server, "Reloaded", file)).hasSize(1);
    }
  }

  private void replace(Path file, String content) throws IOException {
    Path next = Files.writeString(folder.resolve("next"), content);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void awaitLine(LatchkeyProcess server, String word, Path file) {
    await().until(() -> !lines(server, word, file).isEmpty());
  }

  private static List<String> lines(LatchkeyProcess server, String word, Path file) {
    return server
        .stderr()
        .lines()
        .filter(line -> line.contains(word) && line.contains(file.toString()))
        .toList();
  }

  private static boolean vouchesForTheAuthority(Client client, PreSharedKey key) throws Exception {
    String authorization =
        client.get("/ca/cert").headers().firstValue("Authorization").orElseThrow();
    TokenVerifier verifier =
        TokenVerifier.builder().preSharedKeys(List.of(key)).purpose(TokenPurpose.CA_CERT).build();
    try {
      verifier.verify(KnownSecrets.add(authorization.substring("Bearer ".length())));
      return true;
    } catch (io.latchkey.tokens.InvalidTokenException e) {
      return false;
    }
  }
}
