package io.latchkey.sample;

import static io.latchkey.sample.OpensslCmp.assertDone;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.latchkey.pki.Certificates;
import io.latchkey.tokens.ComponentRoot;
import io.latchkey.tokens.PreSharedKey;
import io.latchkey.tokens.component.ComponentKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that starts again revokes what was not confirmed before, without any CMP request. */
class CmpRestartIT {
  private static final PreSharedKey PSK = PreSharedKey.generate();
  private static final ComponentKey TEAM = ComponentRoot.of(PSK).derive("team-a;dns=*.team-a.test");

  @TempDir Path folder;

  private LatchkeyProcess start(String protocols) {
    return LatchkeyProcess.start(
        Map.of("LATCHKEY_ENROLMENT", protocols, "LATCHKEY_CMP_CONFIRM_WITHIN", "PT10S"),
        folder.resolve("data"),
        "--psk",
        PSK.reveal());
  }

  private X509Certificate unconfirmed(LatchkeyProcess server) throws Exception {
    Path root =
        Files.writeString(
            folder.resolve("root.pem"), Client.of(server, PSK).get("/ca/cert").body());
    OpensslCmp openssl = new OpensslCmp(server, root, folder);
    openssl.newKey("key.pem");
    assertDone(openssl.unconfirmed(TEAM, "/CN=u.team-a.test"));
    return Certificates.parsePem(Files.readString(folder.resolve("cert.pem"))).get(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cmp", "none"})
  void restart_revokesWhatWasNotConfirmed(String protocols) throws Exception {
    Tools.require("openssl");
    X509Certificate certificate;
    try (LatchkeyProcess first = start("cmp")) {
      certificate = unconfirmed(first);
      first.kill();
    }

    try (LatchkeyProcess second = start(protocols)) {
      Client client = Client.of(second, PSK);
      String path = "/ca/certificates/" + certificate.getSerialNumber().toString(16);
      await()
          .untilAsserted(
              () ->
                  assertThat(client.get(path, client.adminToken()).body())
                      .contains("\"revocation_reason\":\"cessationOfOperation\""));
    }
  }
}
