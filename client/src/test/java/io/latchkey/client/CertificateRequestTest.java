package io.latchkey.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

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
  void dnsName_isTaken(String name) {
    assertThat(request("a", List.of(name), List.of(), Optional.empty()).dnsNames())
        .containsExactly(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "münchen.de", "a b", "--ip-adresses", "a,b", "-a"})
  void noDnsName_isRefused(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> request("a", List.of(name), List.of(), Optional.empty()))
        .withMessageContaining("'" + name + "' is no DNS name");
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1", "2001:db8::10"})
  void address_isTaken(String address) {
    assertThat(request("a", List.of(), List.of(address), Optional.empty()).ipAddresses())
        .containsExactly(address);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "localhost", "256.1.1.1", "10.0.0.0/8", "fe80::1%eth0", "1.2.3"})
  void noAddress_isRefused(String address) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> request("a", List.of(), List.of(address), Optional.empty()))
        .withMessageContaining("'" + address + "' is no IP address");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT23H", "P1DT1S", "-P1D"})
  void validityOfNoWholeDays_isRefused(Duration validity) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> request("a", List.of(), List.of(), Optional.of(validity)))
        .withMessage("the validity must be whole days, at least one");
  }

  @Test
  void blankCommonName_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> request(" ", List.of(), List.of(), Optional.empty()));
  }

  @Test
  void thisHost_isAlwaysLocalhostToo() {
    CertificateRequest request = CertificateRequest.forThisHost();

    assertThat(request.dnsNames()).contains("localhost").doesNotHaveDuplicates();
    assertThat(request.ipAddresses()).contains("127.0.0.1", "::1").doesNotHaveDuplicates();
    assertThat(request.keyType()).isEqualTo(KeyType.RSA_2048);
  }
}
