package io.latchkey.ca.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.DataDirectory;
import io.latchkey.ca.caller.OneTimeUse;
import io.latchkey.ca.certificate.CertificateQuery;
import io.latchkey.ca.certificate.IssuedCertificate;
import io.latchkey.ca.issuance.IssuanceRejectedException;
import io.latchkey.ca.issuance.IssuanceTerms;
import io.latchkey.ca.issuance.RejectionReason;
import io.latchkey.ca.policy.Requests;
import io.latchkey.pki.CertificateSigningRequest;
import java.nio.file.Path;
import java.time.Instant;
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

  @Test
  void usedPermission_isRejectedFirst() throws Exception {
    IssuanceTerms terms =
        IssuanceTerms.of("worker").using(new OneTimeUse("once", Instant.now().plusSeconds(600)));
    CertificateSigningRequest weak = Requests.resource("rsa-1024.pem");
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"));
        CertificateAuthority ca = new CertificateAuthorityBuilder(directory).open()) {
      assertThat(reason(ca, weak, terms)).isEqualTo(RejectionReason.KEY_TOO_WEAK);
      ca.sign(Requests.resource("ec-p256.pem"), terms);

      assertThat(reason(ca, weak, terms)).isEqualTo(RejectionReason.REPLAYED);
    }
  }

  private static RejectionReason reason(
      CertificateAuthority ca, CertificateSigningRequest request, IssuanceTerms terms) {
    return catchThrowableOfType(IssuanceRejectedException.class, () -> ca.sign(request, terms))
        .reason();
  }
}
