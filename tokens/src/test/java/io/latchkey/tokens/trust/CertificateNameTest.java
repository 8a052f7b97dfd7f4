package io.latchkey.tokens.trust;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.forge.CertificateForge;
import io.latchkey.forge.CertificateForge.Content;
import java.net.URI;
import java.security.PublicKey;
import org.junit.jupiter.api.Test;

class CertificateNameTest {
  private final CertificateForge root = CertificateForge.root("Root");
  private final PublicKey key = CertificateForge.newKey().getPublic();

  private String name(Content content) {
    return CertificateName.of(root.sign(content)).orElse("none");
  }

  private Content subject(String name) {
    return new Content(name, key);
  }

  @Test
  void name_prefersDnsUriAddressThenCommonName() {
    Content all = subject("CN=cn").ip("192.0.2.1").uri("urn:a").dns("a.test").dns("b.test");
    assertThat(name(all)).isEqualTo("a.test");
    assertThat(name(subject("CN=cn").ip("192.0.2.1").uri("urn:a"))).isEqualTo("urn:a");
    assertThat(name(subject("CN=cn").ip("2001:db8::1"))).isEqualTo("2001:db8::1");
    assertThat(name(subject("O=Org,CN=cn"))).isEqualTo("cn");
    assertThat(name(subject("O=Org"))).isEqualTo("none");
  }

  @Test
  void distributionPoints_areWebAddresses() {
    Content content = subject("CN=cn").distributionPoint("ldap://x/y");
    assertThat(DistributionPoints.of(root.sign(content))).isEmpty();
    content = subject("CN=cn").distributionPoint("http://ca.test:8080/ca/crl/00");
    assertThat(DistributionPoints.of(root.sign(content)))
        .containsExactly(URI.create("http://ca.test:8080/ca/crl/00"));
    assertThat(DistributionPoints.of(root.sign(subject("CN=cn")))).isEmpty();
    byte[] damaged = {0x30, 0x7f, 0x30};
    assertThat(
            DistributionPoints.of(
                root.sign(subject("CN=cn").extension("2.5.29.31", false, damaged))))
        .isEmpty();
    content = subject("CN=cn").distributionPoint("http://user@ca.test/");
    assertThat(DistributionPoints.of(root.sign(content))).isEmpty();
  }
}
