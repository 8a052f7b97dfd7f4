package io.latchkey.ca.authority;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.DataDirectory;
import io.latchkey.ca.certificate.CertificateQuery;
import io.latchkey.ca.certificate.IssuedCertificate;
import io.latchkey.ca.issuance.IssuanceTerms;
import io.latchkey.ca.policy.Requests;
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
        CertificateAuthority ca = new CertificateAuthorityBuilder(directory).open()) {
      root = ca.root().getEncoded();
      serial = ca.sign(Requests.resource("ec-p256.pem"), IssuanceTerms.of("worker")).serial();
    }

    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"));
        CertificateAuthority ca = new CertificateAuthorityBuilder(directory).open()) {
      assertThat(ca.root().getEncoded()).isEqualTo(root);
      assertThat(ca.health().store()).isTrue();
      IssuedCertificate found = ca.find(serial).orElseThrow();
      assertThat(found.dnsNames()).containsExactly("h.local");
      assertThat(found.caller()).isEqualTo("worker");
      assertThat(ca.list(CertificateQuery.newest(10)).certificates()).containsExactly(found);
    }
  }
}
