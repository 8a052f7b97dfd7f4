package io.latchkey.standalone;

import static io.latchkey.standalone.OpensslCmp.assertDone;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.latchkey.base.testing.Tools;
import io.latchkey.pki.Certificates;
import io.latchkey.tokens.ComponentRoot;
import io.latchkey.tokens.PreSharedKey;
import io.latchkey.tokens.component.ComponentKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

  /** The first restart is with CMP, the second without. */
  @Test
  void restart_revokesWhatWasNotConfirmed() throws Exception {
    Tools.require("openssl");
    X509Certificate first;
    try (LatchkeyProcess server = start("cmp")) {
      first = unconfirmed(server);
      server.kill();
    }

    X509Certificate second;
    try (LatchkeyProcess server = start("cmp")) {
      awaitRevoked(server, first);
      second = unconfirmed(server);
      server.kill();
    }

    try (LatchkeyProcess server = start("none")) {
      awaitRevoked(server, second);
    }
  }

  private static void awaitRevoked(LatchkeyProcess server, X509Certificate certificate)
      throws Exception {
    Client client = Client.of(server, PSK);
    String path = "/ca/certificates/" + certificate.getSerialNumber().toString(16);
    await()
        .untilAsserted(
            () ->
                assertThat(client.get(path, client.adminToken()).body())
                    .contains("\"revocation_reason\":\"cessationOfOperation\""));
  }
}
