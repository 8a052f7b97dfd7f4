package io.latchkey.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.latchkey.client.CertificateAuthorityClient;
import io.latchkey.client.CertificateRequest;
import io.latchkey.client.ComponentCertificate;
import io.latchkey.client.Credential;
import io.latchkey.client.RejectedException;
import io.latchkey.pki.KeyType;
import io.latchkey.tokens.ComponentRoot;
import io.latchkey.tokens.KeyDerivation;
import io.latchkey.tokens.PreSharedKey;
import io.latchkey.tokens.TokenSigner;
import io.latchkey.tokens.component.ComponentKey;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Components with keys of their own, against the real server. */
class ComponentKeyEndToEndIT {
  private static final PreSharedKey PSK = PreSharedKey.generate();
  private static final ComponentKey WORKER =
      ComponentRoot.of(PSK)
          .derive("team-a;dns=*.team-a.test")
          .derive("worker-1;days=30;eku=client");

  @TempDir Path folder;

  private static CertificateRequest request(String name) {
    return new CertificateRequest(
        name, List.of(name), List.of(), KeyType.EC_P256, Optional.empty());
  }

  private static CertificateAuthorityClient connect(LatchkeyProcess server, ComponentKey key)
      throws Exception {
    KnownSecrets.add(key.reveal());
    Credential credential = Credential.of(key);
    return CertificateAuthorityClient.connect(
        URI.create(server.url()), () -> credential, KeyDerivation.standard(), Clock.systemUTC());
  }

  @Test
  void component_bootstrapsCallsObtainsCertificateAndIsRevoked() throws Exception {
    Path revoked = Files.writeString(folder.resolve("revoked"), "");
    Map<String, String> environment = Map.of("LATCHKEY_REVOKED_COMPONENTS", "file:" + revoked);
    try (LatchkeyProcess server =
        LatchkeyProcess.start(environment, folder.resolve("data"), "--psk", PSK.reveal())) {
      CertificateAuthorityClient ca = connect(server, WORKER);
      assertThat(ca.authority().fingerprint()).isEqualTo(server.fingerprint());

      ComponentCertificate certificate = ca.request(request("w.team-a.test"));
      assertThat(certificate.certificate().getExtendedKeyUsage())
          .containsExactly("1.3.6.1.5.5.7.3.2");
      assertThat(Duration.between(Clock.systemUTC().instant(), certificate.notAfter()))
          .isLessThanOrEqualTo(Duration.ofDays(30));
      RejectedException rejected =
          catchThrowableOfType(RejectedException.class, () -> ca.request(request("w.team-b.test")));
      assertThat(rejected.reason()).isEqualTo("name_not_allowed");

      Client client = Client.of(server, PSK);
      String token = TokenSigner.of(WORKER).sign(Map.of());
      assertThat(client.get("/whoami", token).body().strip())
          .isEqualTo(
              "{\"name\":\"team-a/worker-1\",\"roles\":[\"service\"],\"scheme\":\"component\"}");
      assertThat(client.get("/ca/certificates", token).body()).contains("w.team-a.test");

      Files.writeString(revoked, "team-a~worker-1\n");

      await()
          .untilAsserted(
              () ->
                  assertThat(client.get("/whoami", token).body())
                      .contains("\"reason\":\"revoked\""));
      assertThat(client.get("/whoami", client.serviceToken()).statusCode()).isEqualTo(200);
      String record = "/ca/certificates?component=team-a&status=";
      assertThat(revoke(server, "team-a~worker-2")).startsWith("Revoked: 0,");
      assertThat(client.get(record + "valid", client.adminToken()).body())
          .contains("w.team-a.test");
      assertThat(revoke(server, "team-a~worker-1")).contains("Revoked: 1,");
      assertThat(client.get(record + "valid", client.adminToken()).body())
          .doesNotContain("w.team-a.test");
      assertThat(client.get(record + "revoked", client.adminToken()).body())
          .contains("w.team-a.test");
      // The proof of the CA does not depend on the revocation.
      assertThat(connect(server, WORKER).authority().fingerprint()).isEqualTo(server.fingerprint());
    }
  }

  /** Runs the command line with the pre-shared key. */
  private String revoke(LatchkeyProcess server, String path) {
    return server.latchkey(PSK.reveal(), "certificate", "revoke", "--component", path);
  }

  @Test
  void componentServer_needsOnlyComponentKeyForCa() throws Exception {
    PreSharedKey own = PreSharedKey.generate();
    ComponentKey server = SharedServer.root().derive("server;dns=*;ip=*");
    KnownSecrets.add(server.reveal());
    LatchkeyProcess ca = SharedServer.process();
    try (LatchkeyProcess component =
        LatchkeyProcess.start(
            Map.of("LATCHKEY_CA_CREDENTIAL", server.reveal()),
            folder.resolve("component"),
            "--ca-url",
            ca.url(),
            "--psk",
            own.reveal())) {
      assertThat(component.fingerprint()).isEqualTo(ca.fingerprint());
    }
  }
}
