package io.latchkey.server.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointTest {
  private static final OwnNames MACHINE =
      new OwnNames(Set.of("node.example.org"), Set.of("192.0.2.1"));
  private static final CertifiedNames USUAL =
      new CertifiedNames(
          List.of("node.example.org", "localhost"), List.of("127.0.0.1", "::1", "192.0.2.1"));

  private static String url(String host, CertifiedNames certificate) {
    return new Endpoint(Optional.of(host), 0).url(8443, Optional.of(certificate), MACHINE);
  }

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, https://localhost:8443",
    "::, https://localhost:8443",
    "[::], https://localhost:8443",
    "0, https://localhost:8443",
    "::1, https://[::1]:8443",
    "[::1], https://[::1]:8443",
    "127.0.0.1, https://127.0.0.1:8443",
    "127.1, https://127.0.0.1:8443",
    "192.0.2.1, https://192.0.2.1:8443",
    "localhost, https://localhost:8443",
  })
  void url_worksInALocalBrowser(String host, String url) {
    assertThat(url(host, USUAL)).isEqualTo(url);
  }

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, node.example.org, , https://node.example.org:8443",
    "0.0.0.0, *.example.org, , https://node.example.org:8443",
    "0.0.0.0, ca.example.org, , https://ca.example.org:8443",
    "0.0.0.0, *.example.net, 192.0.2.1, https://192.0.2.1:8443",
    "0.0.0.0, ca.example.org, 127.0.0.1, https://127.0.0.1:8443",
    "127.0.0.1, localhost, , https://localhost:8443",
    "localhost, ca.example.org, 127.0.0.1, https://127.0.0.1:8443",
    "192.0.2.1, LOCALHOST, , https://LOCALHOST:8443",
    "0.0.0.0, *.example.net, , https://localhost:8443"
  })
  void url_hasANameOfTheCertificate(String host, String dns, @Nullable String address, String url) {
    CertifiedNames certificate =
        new CertifiedNames(List.of(dns), Optional.ofNullable(address).stream().toList());

    assertThat(url(host, certificate)).isEqualTo(url);
  }

  @Test
  void noHost_listensOnAllAddresses() {
    Endpoint all = new Endpoint(Optional.empty(), 8900);

    assertThat(all.address()).isEmpty();
    assertThat(all.url(8900, Optional.empty(), MACHINE)).isEqualTo("http://localhost:8900");
    assertThat(new Endpoint(Optional.of("::1"), 0).url(8900, Optional.empty(), MACHINE))
        .isEqualTo("http://[::1]:8900");
  }

  @ParameterizedTest
  @CsvSource({
    "127.9, 127.0.0.9",
    "0, 0.0.0.0",
    "192.0.2.1, 192.0.2.1",
    "[::1], [::1]",
    "Node.example.org, Node.example.org"
  })
  void shortAddress_isExpanded(String host, String name) {
    assertThat(new Endpoint(Optional.of(host), 0).name()).contains(name);
  }

  @Test
  void unknownHost_isRejected() {
    assertThatThrownBy(() -> new Endpoint(Optional.of("no such host"), 8900).address())
        .isInstanceOf(StartException.class)
        .hasMessageContaining("--host no such host");
  }
}
