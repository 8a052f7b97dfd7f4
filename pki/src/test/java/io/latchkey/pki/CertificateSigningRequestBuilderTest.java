package io.latchkey.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateSigningRequestBuilderTest {
  private static PKCS10CertificationRequest built(CertificateSigningRequestBuilder builder)
      throws Exception {
    return new PKCS10CertificationRequest(builder.build(KeyType.EC_P256.generate()));
  }

  @ParameterizedTest
  @EnumSource(
      names = {"RSA_3072", "RSA_4096"},
      mode = EnumSource.Mode.EXCLUDE)
  void request_isSignedWithItsKey(KeyType type) throws Exception {
    var key = type.generate();

    var request =
        new PKCS10CertificationRequest(
            new CertificateSigningRequestBuilder().commonName("a").build(key));

    assertThat(
            request.isSignatureValid(
                new JcaContentVerifierProviderBuilder().build(key.getPublic())))
        .isTrue();
  }

  @Test
  void names_areSubjectAlternativeNames() throws Exception {
    var request =
        built(
            new CertificateSigningRequestBuilder()
                .commonName("a")
                .dnsNames(List.of("a.test"))
                .ipAddresses(List.of("192.0.2.1")));

    var names =
        GeneralNames.fromExtensions(
            request.getRequestedExtensions(), Extension.subjectAlternativeName);
    assertThat(names.getNames())
        .containsExactly(
            new GeneralName(GeneralName.dNSName, "a.test"),
            new GeneralName(GeneralName.iPAddress, "192.0.2.1"));
    assertThat(request.getSubject()).hasToString("CN=a");
  }

  @ParameterizedTest
  @ValueSource(strings = {"::ffff:192.0.2.1", "192.0.2.1"})
  void mappedAddress_isWrittenAsIpv4(String address) throws Exception {
    var request = built(new CertificateSigningRequestBuilder().ipAddresses(List.of(address)));

    assertThat(
            GeneralNames.fromExtensions(
                    request.getRequestedExtensions(), Extension.subjectAlternativeName)
                .getNames())
        .containsExactly(new GeneralName(GeneralName.iPAddress, "192.0.2.1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.256", "192.0.2.01", "1.2.3", "fe80::1%eth0", "localhost", ""})
  void invalidAddress_isRejected(String address) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CertificateSigningRequestBuilder().ipAddresses(List.of(address)))
        .withMessage("'%s' is not an IP address", address);
  }

  @ParameterizedTest
  @CsvSource({"64, false", "65, true"})
  void overlongName_leavesSubjectEmptyAndNamesCritical(int length, boolean critical)
      throws Exception {
    String name = "a".repeat(length);

    var request =
        built(new CertificateSigningRequestBuilder().commonName(name).dnsNames(List.of(name)));

    assertThat(request.getSubject().getRDNs()).hasSize(critical ? 0 : 1);
    assertThat(
            request
                .getRequestedExtensions()
                .getExtension(Extension.subjectAlternativeName)
                .isCritical())
        .isEqualTo(critical);
  }
}
