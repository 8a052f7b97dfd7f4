package io.latchkey.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.pki.Certificates;
import io.latchkey.pki.KeyType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateFilesTest {
  private static final Instant START = Instant.parse("2026-11-21T12:00:00Z");
  private static final TestAuthority AUTHORITY = TestAuthority.named("CA");
  private static final ComponentCertificate CERTIFICATE =
      AUTHORITY.component(KeyType.RSA_2048, START, START.plusSeconds(120), "a");

  @TempDir Path directory;

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void pem_containsKeyChainAndCa() throws Exception {
    Path key = directory.resolve("a.key");
    Path chain = directory.resolve("a.crt");
    Path ca = directory.resolve("ca.crt");

    CertificateFiles.pem(key, chain).withAuthority(ca).write(CERTIFICATE);

    assertThat(KeyFiles.read(key, Optional.empty())).isEqualTo(CERTIFICATE.key());
    assertThat(Certificates.parseAll(Files.readAllBytes(chain))).isEqualTo(CERTIFICATE.chain());
    assertThat(Certificates.parseAll(Files.readAllBytes(ca)))
        .containsExactly(AUTHORITY.certificate());
    assertThat(mode(key)).isEqualTo("rw-------");
    assertThat(mode(chain)).isEqualTo("rw-r--r--");
  }

  @Test
  void pkcs12_containsKeyChainAndCa() throws Exception {
    Path file = directory.resolve("a.p12");

    CertificateFiles.none().withPkcs12(file, "a password").write(CERTIFICATE);

    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, "a password".toCharArray());
    }
    assertThat(store.getKey("latchkey", "a password".toCharArray())).isEqualTo(CERTIFICATE.key());
    assertThat(store.getCertificate("latchkey")).isEqualTo(CERTIFICATE.certificate());
    assertThat(store.getCertificate("ca-0")).isEqualTo(AUTHORITY.certificate());
    assertThat(mode(file)).isEqualTo("rw-------");
  }

  @Test
  void unwritableFile_leavesAllFilesUnchanged() throws Exception {
    Path key = Files.writeString(directory.resolve("a.key"), "old key");
    Path chain = directory.resolve("missing").resolve("a.crt");

    assertThatThrownBy(() -> CertificateFiles.pem(key, chain).write(CERTIFICATE))
        .isInstanceOf(IOException.class);

    assertThat(key).hasContent("old key");
  }

  @Test
  void password_isNeverShown() {
    assertThat(CertificateFiles.none().withPkcs12(Path.of("a.p12"), "hidden"))
        .asString()
        .doesNotContain("hidden");
  }
}
