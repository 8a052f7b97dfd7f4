package io.latchkey.client;

import static io.latchkey.client.ScriptedServer.QUICK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.latchkey.base.net.TlsTrust;
import io.latchkey.pki.Certificates;
import io.latchkey.pki.KeyType;
import io.latchkey.tokens.PreSharedKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Renews certificates that are valid for seconds, over real TLS. */
class RenewingCertificateIT {
  private static final CertificateRequest REQUEST =
      new CertificateRequest(
          "localhost", List.of("localhost"), List.of(), KeyType.EC_P256, Optional.empty());

  @TempDir Path directory;

  private final PreSharedKey psk = PreSharedKey.generate();
  private final TestAuthority authority = TestAuthority.named("CA");
  private final ScriptedServer server = new ScriptedServer(authority, psk);
  private final RenewalEvents events = new RenewalEvents();

  @AfterEach
  void stop() {
    server.close();
  }

  private RenewingCertificate.Builder builder() throws ClientException {
    return builder(Duration.ofSeconds(3));
  }

  private RenewingCertificate.Builder builder(Duration life) throws ClientException {
    server.certificatesLive(life);
    return RenewingCertificate.builder(
            CertificateAuthorityClient.connect(server.url(), psk, QUICK, Clock.systemUTC()),
            REQUEST)
        .listener(events);
  }

  private void awaitRenewals(int count) {
    await().until(() -> events.renewed().size() >= count);
  }

  private void awaitFailures(int count) {
    await().until(() -> events.failed().size() >= count);
  }

  @Test
  void shortLife_isRenewedBeforeItsEnd() throws Exception {
    // The renewal is due 3 s before the end, so that it succeeds on a busy machine.
    try (RenewingCertificate certificate = builder(Duration.ofSeconds(9)).start()) {
      Instant end = certificate.current().notAfter();

      awaitRenewals(2);

      assertThat(events.renewed().get(1).certificate().getNotBefore().toInstant().plusSeconds(60))
          .isBefore(end);
      assertThat(events.failed()).isEmpty();
    }
  }

  @Test
  void files_areReplacedWithEachRenewal() throws Exception {
    Path key = directory.resolve("a.key");
    Path chain = directory.resolve("a.crt");
    Path store = directory.resolve("a.p12");
    CertificateFiles files = CertificateFiles.pem(key, chain).withPkcs12(store, "changeit");

    RenewingCertificate certificate = builder().files(files).start();
    assertThat(store).exists();
    awaitRenewals(2);
    certificate.close();

    assertThat(Certificates.parseAll(Files.readAllBytes(chain)))
        .isEqualTo(certificate.current().chain());
    assertThat(KeyFiles.read(key, Optional.empty())).isEqualTo(certificate.current().key());
  }

  @Test
  void failingServer_keepsCertificateAndIsRetried() throws Exception {
    try (RenewingCertificate certificate = builder().start()) {
      ComponentCertificate first = certificate.current();
      server.on("/ca/sign", exchange -> ScriptedServer.reject(exchange, 503, "busy", "Try later."));

      awaitFailures(2);
      assertThat(certificate.current()).isEqualTo(first);

      server.onSignAsUsual();
      awaitRenewals(2);
      assertThat(certificate.current()).isNotEqualTo(first);
    }
  }

  @Test
  void expiredCertificate_isRenewedWithPreSharedKey() throws Exception {
    try (RenewingCertificate certificate = builder().start()) {
      ComponentCertificate first = certificate.current();
      server.on("/ca/cert", exchange -> ScriptedServer.reject(exchange, 503, "busy", "Later."));
      await().until(() -> Instant.now().isAfter(first.notAfter()));

      server.onCertificateAsUsual();

      awaitRenewals(2);
      assertThat(certificate.current().notAfter()).isAfter(first.notAfter());
    }
  }

  @Test
  void serverRestarts_renewalsContinue() throws Exception {
    try (RenewingCertificate certificate = builder().start()) {
      for (int restarts = 1; restarts <= 3; restarts++) {
        server.restart();
        awaitRenewals(events.renewed().size() + 1);
      }

      assertThat(certificate.current().notAfter()).isAfter(Instant.now());
    }
  }

  @Test
  void replacedCa_isUsedAndBothAreTrusted() throws Exception {
    TestAuthority next = TestAuthority.named("Next");
    try (RenewingCertificate certificate = builder().start()) {
      server.rotate(next);

      await().until(() -> certificate.current().authority().equals(next.certificate()));

      assertThat(certificate.trustManager().getAcceptedIssuers())
          .containsExactlyInAnyOrder(next.certificate(), authority.certificate());
      certificate.trustManager().checkServerTrusted(chainOf(authority), "UNKNOWN");
      certificate.trustManager().checkServerTrusted(chainOf(next), "UNKNOWN");
    }
  }

  @Test
  void unknownCa_isNotTrusted() throws Exception {
    X509Certificate[] stranger = chainOf(TestAuthority.named("CA"));

    try (RenewingCertificate certificate = builder().start()) {
      assertThatThrownBy(() -> certificate.trustManager().checkServerTrusted(stranger, "UNKNOWN"))
          .isInstanceOf(CertificateException.class);
    }
  }

  private static X509Certificate[] chainOf(TestAuthority by) {
    Instant now = Instant.now();
    return by.component(KeyType.EC_P256, now.minusSeconds(60), now.plusSeconds(60), "b")
        .chain()
        .toArray(X509Certificate[]::new);
  }

  @Test
  void pskRotation_doesNotInterruptRenewals() throws Exception {
    try (RenewingCertificate certificate = builder().start()) {
      server.acceptKeys(PreSharedKey.generate(), psk);
      long before = server.signatures();

      awaitRenewals(events.renewed().size() + 2);

      assertThat(events.failed()).isEmpty();
      assertThat(server.signatures()).isGreaterThan(before);
      assertThat(certificate.current().authority()).isEqualTo(authority.certificate());
    }
  }

  @Test
  void rejectedNameDuringPskRotation_keepsItsReason() throws Exception {
    try (RenewingCertificate certificate = builder().start()) {
      ComponentCertificate first = certificate.current();
      server.acceptKeys(PreSharedKey.generate(), psk);
      server.on(
          "/ca/sign",
          exchange ->
              ScriptedServer.respond(
                  exchange,
                  403,
                  "application/problem+json",
                  "{\"status\":403,\"reason\":\"name_not_allowed\",\"detail\":\"no\",\"name\":\"localhost\"}"));

      awaitFailures(1);

      assertThat(events.failed().get(0).problem())
          .isInstanceOfSatisfying(
              RejectedException.class,
              rejection -> assertThat(rejection.name()).hasValue("localhost"));
      assertThat(certificate.current()).isEqualTo(first);
    }
  }

  @Test
  void rejectedPreSharedKey_isReported() throws Exception {
    try (RenewingCertificate certificate = builder().start()) {
      ComponentCertificate first = certificate.current();
      server.acceptKeys(PreSharedKey.generate());

      awaitFailures(1);

      assertThat(events.failed().get(0).problem())
          .hasMessageContaining("The pre-shared key is not the one of");
      assertThat(certificate.current()).isEqualTo(first);
    }
  }

  @Test
  void publicAuthorities_areTrustedForServersIfRequested() throws Exception {
    try (RenewingCertificate plain = builder().start();
        RenewingCertificate asked = builder().alsoTrustServersOfPublicAuthorities().start()) {
      assertThat(plain.trustManager().getAcceptedIssuers())
          .containsExactly(authority.certificate());
      assertThat(asked.trustManager().getAcceptedIssuers())
          .containsExactly(authority.certificate());
      X509Certificate[] publicCa = {TlsTrust.publicAuthorities().get(0)};
      assertThatThrownBy(() -> plain.trustManager().checkServerTrusted(publicCa, "UNKNOWN"))
          .isInstanceOf(CertificateException.class);
      assertThatThrownBy(() -> asked.trustManager().checkClientTrusted(publicCa, "UNKNOWN"))
          .isInstanceOf(CertificateException.class);
      asked.trustManager().checkServerTrusted(publicCa, "UNKNOWN");
    }
  }
}
