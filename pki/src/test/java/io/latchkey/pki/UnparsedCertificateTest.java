package io.latchkey.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyPair;
import java.security.cert.X509Certificate;
import org.junit.jupiter.api.Test;

class UnparsedCertificateTest {
  private static final KeyPair KEY = KeyType.EC_P256.generate();

  private final X509Certificate parsed = SelfSigned.certificate("a", KEY);
  private final X509Certificate unparsed = Certificates.unparsed(Certificates.der(parsed));

  UnparsedCertificateTest() throws Exception {}

  @Test
  void everyProperty_isThatOfTheParsedCertificate() throws Exception {
    assertThat(unparsed).isEqualTo(parsed).hasToString(parsed.toString());
    assertThat(parsed).isEqualTo(unparsed);
    assertThat(unparsed.hashCode()).isEqualTo(parsed.hashCode());
    assertThat(unparsed.getVersion()).isEqualTo(parsed.getVersion());
    assertThat(unparsed.getSerialNumber()).isEqualTo(parsed.getSerialNumber());
    assertThat(unparsed.getSubjectX500Principal()).isEqualTo(parsed.getSubjectX500Principal());
    assertThat(unparsed.getIssuerX500Principal()).isEqualTo(parsed.getIssuerX500Principal());
    assertThat(unparsed.getNotAfter()).isEqualTo(parsed.getNotAfter());
    assertThat(unparsed.getPublicKey()).isEqualTo(parsed.getPublicKey());
    assertThat(unparsed.getSignature()).isEqualTo(parsed.getSignature());
    assertThat(unparsed.getTBSCertificate()).isEqualTo(parsed.getTBSCertificate());
    assertThat(unparsed.getSigAlgName()).isEqualTo(parsed.getSigAlgName());
    assertThat(unparsed.getCriticalExtensionOIDs()).isEqualTo(parsed.getCriticalExtensionOIDs());
    unparsed.verify(KEY.getPublic());
  }

  @Test
  void encoding_isACopy() throws Exception {
    unparsed.getEncoded()[0] = 0;

    assertThat(unparsed.getEncoded()).isEqualTo(parsed.getEncoded());
  }

  @Test
  void unreadableCertificate_failsAtItsFirstUse() throws Exception {
    X509Certificate broken = Certificates.unparsed(new byte[] {0x30, 0});

    assertThat(broken.getEncoded()).hasSize(2);
    assertThatThrownBy(broken::getSerialNumber).isInstanceOf(IllegalStateException.class);
  }
}
