package io.latchkey.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CertificatesTest {
  private static final KeyPair KEY = KeyType.EC_P256.generate();

  private final X509Certificate a = SelfSigned.certificate("a", KEY);
  private final X509Certificate b = SelfSigned.certificate("b", KEY);

  CertificatesTest() throws Exception {}

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void encodedCertificates_areReadInTheirOrder() throws Exception {
    assertThat(Certificates.parsePem(Pem.encode(a, b))).containsExactly(a, b);
    assertThat(Certificates.parseAll(ascii(Pem.encode(b, a)))).containsExactly(b, a);
  }

  @Test
  void textAndOtherBlocks_areIgnored() throws Exception {
    String pem = "subject=a\n" + Pem.encode(a) + Pem.encode(KEY.getPrivate()) + Pem.encode(b);

    assertThat(Certificates.parsePem(pem)).containsExactly(a, b);
  }

  @Test
  void oldLabelAndCarriageReturns_areRead() throws Exception {
    String pem = Pem.block("X509 CERTIFICATE", Certificates.der(a)).replace("\n", "\r\n");

    assertThat(Certificates.parsePem(pem)).containsExactly(a);
  }

  @Test
  void derAndPkcs7_areRead() throws Exception {
    byte[] bundle =
        CertificateFactory.getInstance("X.509").generateCertPath(List.of(a, b)).getEncoded("PKCS7");

    assertThat(Certificates.parseAll(Certificates.der(a))).containsExactly(a);
    assertThat(Certificates.parseAll(bundle)).containsExactlyInAnyOrder(a, b);
  }

  @Test
  void truncatedBlock_isRejected() {
    String pem = Pem.encode(a, b);
    String truncated = pem.substring(0, pem.length() - "-----\n".length());

    assertThatThrownBy(() -> Certificates.parsePem(truncated))
        .isInstanceOf(CertificateException.class);
    assertThatThrownBy(() -> Certificates.parseAll(ascii(truncated)))
        .isInstanceOf(CertificateException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"!!!!", "AAAA", ""})
  void malformedBlock_isRejected(String body) {
    String pem =
        Pem.encode(a) + "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n";

    assertThatThrownBy(() -> Certificates.parsePem(pem)).isInstanceOf(CertificateException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "no certificate here"})
  void textWithoutCertificate_isEmptyOrRejected(String text) throws Exception {
    assertThat(Certificates.parsePem(text)).isEmpty();
    assertThatThrownBy(() -> Certificates.parseAll(ascii(text)))
        .isInstanceOf(CertificateException.class);
  }

  @Test
  void fingerprint_isUpperCaseWithColons() {
    assertThat(Fingerprint.sha256(a)).matches("([0-9A-F]{2}:){31}[0-9A-F]{2}");
    assertThat(Fingerprint.sha256(a)).isNotEqualTo(Fingerprint.sha256(b));
  }
}
