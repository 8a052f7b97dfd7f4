package io.latchkey.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.latchkey.pki.CertificateSigningRequestBuilder;
import io.latchkey.pki.KeyType;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateRequestTest {
  private static CertificateRequest request(
      String commonName, List<String> names, List<String> addresses, Optional<Duration> validity) {
    return new CertificateRequest(commonName, names, addresses, KeyType.EC_P256, validity);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a.example.org", "*.example.org", "localhost", "my_service", "xn--mnchen-3ya.de"})
  void dnsName_isAccepted(String name) {
    assertThat(request("a", List.of(name), List.of(), Optional.empty()).dnsNames())
        .containsExactly(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "münchen.de", "a b", "--ip-adresses", "a,b", "-a", "a..b", "127.0.0.1"})
  void invalidDnsName_isRejected(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> request("a", List.of(name), List.of(), Optional.empty()))
        .withMessageContaining("'" + name + "' is not a DNS name");
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1", "2001:db8::10", "::ffff:192.0.2.1"})
  void address_isAccepted(String address) {
    assertThat(request("a", List.of(), List.of(address), Optional.empty()).ipAddresses())
        .containsExactly(address);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "localhost", "256.1.1.1", "10.0.0.01", "10.0.0.0/8", "fe80::1%eth0", "1.2.3"})
  void invalidAddress_isRejected(String address) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> request("a", List.of(), List.of(address), Optional.empty()))
        .withMessageContaining("'" + address + "' is not an IP address");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT23H", "P1DT1S", "-P1D"})
  void validityWithPartOfADay_isRejected(Duration validity) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> request("a", List.of(), List.of(), Optional.of(validity)))
        .withMessage("the validity must be whole days, at least one");
  }

  @Test
  void blankCommonName_isRejected() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> request(" ", List.of(), List.of(), Optional.empty()));
  }

  @Test
  void thisHost_includesLocalhost() {
    CertificateRequest request = CertificateRequest.forThisHost();

    assertThat(request.dnsNames()).contains("localhost").doesNotHaveDuplicates();
    assertThat(request.ipAddresses()).contains("127.0.0.1", "::1").doesNotHaveDuplicates();
    assertThat(request.keyType()).isEqualTo(KeyType.RSA_2048);
  }

  @Test
  void addressAsCommonName_becomesAnAddress() {
    CertificateRequest request = request("::1", List.of(), List.of(), Optional.empty());

    assertThat(request.ipAddresses()).containsExactly("::1");
    assertThat(request.dnsNames()).isEmpty();
  }

  @Test
  void freeTextCommonNameAlone_isRejected() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> request("The Worker", List.of(), List.of(), Optional.empty()))
        .withMessageContaining("'The Worker' is neither a DNS name nor an IP address");
  }

  @Test
  void arbitraryCommonNameWithDnsName_isKept() {
    CertificateRequest request =
        request("The Worker", List.of("a.example"), List.of(), Optional.empty());

    assertThat(request.dnsNames()).containsExactly("a.example");
    assertThat(CertificateSigningRequestBuilder.subject(request.commonName()))
        .hasToString("CN=The Worker");
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 65, 253})
  void longDnsName_isAnAlternativeName(int length) {
    String name = "a.".repeat(length).substring(0, length - 1) + "b";

    CertificateRequest request = request(name, List.of(), List.of(), Optional.empty());

    assertThat(request.dnsNames()).containsExactly(name);
    assertThat(CertificateSigningRequestBuilder.subject(request.commonName()).getRDNs())
        .hasSize(length > 64 ? 0 : 1);
  }

  @Test
  void commonNameOver253_isRejected() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> request("a.".repeat(126) + "bc", List.of("a"), List.of(), Optional.empty()))
        .withMessageContaining("longer than 64");
  }
}
