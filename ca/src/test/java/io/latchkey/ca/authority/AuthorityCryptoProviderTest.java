package io.latchkey.ca.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.DataDirectory;
import io.latchkey.ca.issuance.IssuanceTerms;
import io.latchkey.ca.policy.Requests;
import io.latchkey.pki.KeyType;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The crypto provider of an authority, with Bouncy Castle on the class path. */
class AuthorityCryptoProviderTest {
  @TempDir Path temporary;

  @ParameterizedTest
  @CsvSource({
    "auto, EC_P256, BC",
    "auto, EC_P384, BC",
    "auto, ED25519, BC",
    "auto, RSA_2048, SunRsaSign",
    "jdk, EC_P256, SunEC",
    "jdk, ED25519, SunEC",
    "bc, RSA_2048, BC"
  })
  void choice_decidesWhichProviderSigns(String choice, KeyType type, String provider)
      throws Exception {
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"));
        CertificateAuthority authority =
            new CertificateAuthorityBuilder(directory)
                .keyType(type)
                .cryptoProvider(choice)
                .open()) {
      assertThat(authority.health().cryptoProvider()).contains(provider);
      assertThat(authority.health().signature()).isTrue();
      for (int i = 0; i < 2; i++) {
        X509Certificate certificate =
            authority
                .sign(Requests.resource("ec-p256.pem"), IssuanceTerms.of("worker-1"))
                .certificate();
        certificate.verify(authority.certificate().getPublicKey());
      }
    }
  }

  @Test
  void absentProvider_isAnError() {
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"))) {
      CertificateAuthorityBuilder builder = new CertificateAuthorityBuilder(directory);

      assertThatThrownBy(() -> builder.cryptoProvider("accp"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("AmazonCorrettoCryptoProvider");
    }
  }
}
