package io.latchkey.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.latchkey.tokens.PreSharedKey;
import io.latchkey.tokens.TokenPurpose;
import io.latchkey.tokens.TokenVerifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
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
      assertThat(server.stderr()).contains("Reloaded keys from " + data.resolve("psk"));
    }
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
