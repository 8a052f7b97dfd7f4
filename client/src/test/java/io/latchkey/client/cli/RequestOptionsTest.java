package io.latchkey.client.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.client.CertificateRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

/** The names in a request, see the table in docs/client.md. */
class RequestOptionsTest {
  @Command
  private static final class Requesting {
    @Mixin private RequestOptions options;
  }

  private static CertificateRequest request(String... arguments) {
    Requesting command = new Requesting();
    new CommandLine(command).parseArgs(arguments);
    return command.options.request();
  }

  @ParameterizedTest
  @ValueSource(strings = {"worker-1", "*.example.org", "my_service"})
  void dnsNameWithAddress_isDnsNameToo(String name) {
    CertificateRequest request = request("--common-name", name, "--ip-addresses", "192.0.2.1");

    assertThat(request.dnsNames()).containsExactly(name);
    assertThat(request.ipAddresses()).containsExactly("192.0.2.1");
  }

  @Test
  void dnsNameBesideAnother_isSubjectOnly() {
    assertThat(request("--common-name", "worker-1", "--dns-names", "a").dnsNames())
        .containsExactly("a");
  }

  @Test
  void addressWithOtherAddress_isNoDnsName() {
    CertificateRequest request =
        request("--common-name", "192.0.2.1", "--ip-addresses", "192.0.2.2");

    assertThat(request.dnsNames()).isEmpty();
    assertThat(request.ipAddresses()).containsExactly("192.0.2.1", "192.0.2.2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"worker..x", "-worker", "a*b", "worker 1"})
  void otherText_needsAnotherName(String text) {
    assertThat(request("--common-name=" + text, "--ip-addresses", "192.0.2.1").dnsNames())
        .isEmpty();
    assertThat(request("--common-name=" + text, "--dns-names", "a").dnsNames())
        .containsExactly("a");
    assertThatThrownBy(() -> request("--common-name=" + text))
        .isInstanceOf(ParameterException.class)
        .hasMessageContaining("'%s' is neither a DNS name nor an IP address", text);
  }
}
