package io.latchkey.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.latchkey.base.testing.Tools;
import io.latchkey.pki.KeyType;
import io.latchkey.pki.Pem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The operator's own files instead of the CA, with keys in the formats of openssl. */
class OwnCertificateFilesIT {
  private static final Duration INTERVAL = Duration.ofMillis(20);

  @TempDir Path directory;

  private final TestAuthority authority = TestAuthority.named("CA");
  private final RenewalEvents events = new RenewalEvents();
  private OwnCertificateFiles files;
  private ComponentCertificate first;

  @BeforeEach
  void write() throws IOException {
    files =
        OwnCertificateFiles.of(
            directory.resolve("a.crt"), directory.resolve("a.key"), directory.resolve("ca.pem"));
    Files.writeString(files.authorities(), authority.pem());
    first = certificate();
    write(first);
  }

  private ComponentCertificate certificate() {
    Instant now = Instant.now();
    return authority.component(
        KeyType.EC_P256, now.minusSeconds(60), now.plusSeconds(3600), "localhost");
  }

  private void write(ComponentCertificate certificate) throws IOException {
    CertificateFiles.pem(files.key(), files.certificate()).write(certificate);
  }

  private RenewingCertificate start() throws Exception {
    return start(files);
  }

  private RenewingCertificate start(OwnCertificateFiles own) throws Exception {
    return start(own, INTERVAL);
  }

  private RenewingCertificate start(OwnCertificateFiles own, Duration interval) throws Exception {
    return RenewingCertificate.builder(own).listener(events).checkInterval(interval).start();
  }

  @Test
  void files_areUsedUnchanged() throws Exception {
    try (RenewingCertificate certificate = start()) {
      assertThat(certificate.current().chain()).isEqualTo(first.chain());
      assertThat(certificate.current().key()).isEqualTo(first.key());
      assertThat(certificate.trustManager().getAcceptedIssuers())
          .containsExactly(authority.certificate());
    }
  }

  @Test
  void filesWithAByteOrderMark_areRead() throws Exception {
    for (Path file : List.of(files.certificate(), files.key(), files.authorities())) {
      Files.writeString(file, "\uFEFF" + Files.readString(file));
    }
    try (RenewingCertificate certificate = start()) {
      assertThat(certificate.current().chain()).isEqualTo(first.chain());
      assertThat(certificate.current().key()).isEqualTo(first.key());
    }
  }

  @Test
  void changedFiles_areReloaded() throws Exception {
    ComponentCertificate second = certificate();
    // On a busy machine the two files are not written within a short interval.
    try (RenewingCertificate certificate = start(files, Duration.ofSeconds(1))) {
      write(second);

      await().until(() -> certificate.current().chain().equals(second.chain()));

      assertThat(certificate.current().key()).isEqualTo(second.key());
      assertThat(events.failed()).isEmpty();
    }
  }

  @Test
  void changedCaFile_isReloaded() throws Exception {
    TestAuthority next = TestAuthority.named("Next");
    try (RenewingCertificate certificate = start()) {
      Files.writeString(files.authorities(), next.pem() + authority.pem());

      await()
          .untilAsserted(
              () ->
                  assertThat(certificate.trustManager().getAcceptedIssuers())
                      .containsExactlyInAnyOrder(next.certificate(), authority.certificate()));
    }
  }

  @Test
  void invalidFile_keepsCertificateAndIsReportedOnce() throws Exception {
    try (RenewingCertificate certificate = start()) {
      Files.writeString(files.certificate(), "-----BEGIN CERTIFICATE-----\nMIIB");

      await().until(() -> !events.failed().isEmpty());
      await().during(Duration.ofSeconds(3)).until(() -> events.failed().size() == 1);

      assertThat(certificate.current().chain()).isEqualTo(first.chain());
      assertThat(events.failed().get(0).problem())
          .hasMessage(files.certificate() + " does not contain whole certificates in PEM");
    }
  }

  @Test
  void correctedFile_isReloaded() throws Exception {
    ComponentCertificate second = certificate();
    try (RenewingCertificate certificate = start()) {
      Files.delete(files.key());
      await().until(() -> !events.failed().isEmpty());
      assertThat(events.failed().get(0).problem()).hasMessage("There is no file " + files.key());

      write(second);

      await().until(() -> certificate.current().chain().equals(second.chain()));
    }
  }

  @Test
  void keyOfAnotherCertificate_isRejected() throws Exception {
    Files.writeString(files.key(), Pem.encode(certificate().key()));

    assertThat(catchThrowableOfType(UnusableFilesException.class, this::start))
        .hasMessage(
            "The key in %s does not match the certificate in %s"
                .formatted(files.key(), files.certificate()));
  }

  private void openssl(String command) throws Exception {
    Tools.require("openssl");
    Tools.run(
        directory,
        ("openssl " + command.replaceFirst(" ", " -out " + files.key() + " ")).split(" "));
  }

  @ParameterizedTest(name = "openssl {0}")
  @ValueSource(
      strings = {
        "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048",
        "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256",
        "genpkey -algorithm ED25519",
        "genrsa -traditional 2048",
        "ecparam -name prime256v1 -genkey"
      })
  void plainKeyOfOpenssl_isRead(String command) throws Exception {
    openssl(command);

    assertThat(KeyFiles.read(files.key(), Optional.empty())).isNotNull();
  }

  @ParameterizedTest(name = "openssl {0}")
  @ValueSource(
      strings = {
        "genpkey -algorithm RSA -aes-256-cbc -pass pass:secret",
        "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -aes-128-cbc -pass pass:secret",
        "genrsa -traditional -aes256 -passout pass:secret 2048"
      })
  void encryptedOpensslKey_isReadOnlyWithPassphrase(String command) throws Exception {
    openssl(command);

    assertThat(KeyFiles.read(files.key(), Optional.of("secret"))).isNotNull();
    assertThatThrownBy(() -> KeyFiles.read(files.key(), Optional.of("wrong")))
        .isInstanceOf(UnusableFilesException.class)
        .hasMessage("The key in %s cannot be decrypted with this passphrase", files.key());
    assertThatThrownBy(() -> KeyFiles.read(files.key(), Optional.empty()))
        .hasMessage("The key in %s is encrypted; its passphrase is needed", files.key());
  }

  @Test
  void fileWithoutKey_isReported() throws Exception {
    Files.writeString(files.key(), authority.pem());

    assertThatThrownBy(() -> KeyFiles.read(files.key(), Optional.empty()))
        .hasMessage(files.key() + " contains no private key in PEM");
  }

  @Test
  void passphrase_isNeverShown() {
    assertThat(files.withKeyPassphrase("hidden")).asString().doesNotContain("hidden");
  }
}
