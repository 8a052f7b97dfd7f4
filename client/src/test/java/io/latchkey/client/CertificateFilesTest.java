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
  @TempDir Path directory;

  private final TestAuthority authority = TestAuthority.named("CA");
  private final ComponentCertificate certificate =
      authority.component(
          KeyType.RSA_2048, Instant.now().minusSeconds(60), Instant.now().plusSeconds(60), "a");

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void pem_containsKeyChainAndCa() throws Exception {
    Path key = directory.resolve("a.key");
    Path chain = directory.resolve("a.crt");
    Path ca = directory.resolve("ca.crt");

    CertificateFiles.pem(key, chain).withAuthority(ca).write(certificate);

    assertThat(KeyFiles.read(key, Optional.empty())).isEqualTo(certificate.key());
    assertThat(Certificates.parseAll(Files.readAllBytes(chain))).isEqualTo(certificate.chain());
    assertThat(Certificates.parseAll(Files.readAllBytes(ca)))
        .containsExactly(authority.certificate());
    assertThat(mode(key)).isEqualTo("rw-------");
    assertThat(mode(chain)).isEqualTo("rw-r--r--");
  }

  @Test
  void pkcs12_containsKeyChainAndCa() throws Exception {
    Path file = directory.resolve("a.p12");

    CertificateFiles.none().withPkcs12(file, "a password").write(certificate);

    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, "a password".toCharArray());
    }
    assertThat(store.getKey("latchkey", "a password".toCharArray())).isEqualTo(certificate.key());
    assertThat(store.getCertificate("latchkey")).isEqualTo(certificate.certificate());
    assertThat(store.getCertificate("ca-0")).isEqualTo(authority.certificate());
    assertThat(mode(file)).isEqualTo("rw-------");
  }

  @Test
  void unwritableFile_leavesAllFilesUnchanged() throws Exception {
    Path key = Files.writeString(directory.resolve("a.key"), "old key");
    Path chain = directory.resolve("missing").resolve("a.crt");

    assertThatThrownBy(() -> CertificateFiles.pem(key, chain).write(certificate))
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
