package io.latchkey.ca;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateAuthorityTest {
  @TempDir Path temporary;

  @Test
  void restart_keepsTheCaAndItsRecord() throws Exception {
    String serial;
    byte[] root;
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"));
        CertificateAuthority ca = CertificateAuthority.builder(directory).open()) {
      root = ca.root().getEncoded();
      serial = ca.sign(Requests.resource("ec-p256.pem"), IssuanceTerms.of("worker")).serial();
    }

    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"));
        CertificateAuthority ca = CertificateAuthority.builder(directory).open()) {
      assertThat(ca.root().getEncoded()).isEqualTo(root);
      assertThat(ca.isReady()).isTrue();
      IssuedCertificate found = ca.find(serial).orElseThrow();
      assertThat(found.dnsNames()).containsExactly("h.local");
      assertThat(found.caller()).isEqualTo("worker");
      assertThat(ca.list(CertificateQuery.newest(10)).certificates()).containsExactly(found);
    }
  }
}
