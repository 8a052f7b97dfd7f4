package io.latchkey.jaxrs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.settings.Settings;
import io.latchkey.settings.SettingsException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublicUrlTest {
  private static Optional<PublicUrl> of(Map<String, String> values) {
    return PublicUrl.of(Settings.builder().source("test", values).build());
  }

  private static Optional<PublicUrl> of(String url) {
    return of(Map.of("latchkey.public-url", url));
  }

  @ParameterizedTest
  @CsvSource({
    "https://ca.example.org:8900, ca.example.org",
    "HTTPS://CA.Example.ORG./base/, ca.example.org",
    "http://my_host, my_host",
    "https://b\u00fccher.example.org:1, xn--bcher-kva.example.org",
    "https://192.0.2.1:65535/, 192.0.2.1",
    "https://[2001:DB8::1]:8900, 2001:DB8::1"
  })
  void host_isTakenFromTheUrl(String url, String host) {
    assertThat(of(url).map(PublicUrl::host)).contains(host);
  }

  @Test
  void notSet_isEmpty() {
    assertThat(of(Map.of())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ca.example.org",
        "ca.example.org:8900",
        "ftp://ca.example.org",
        "https:///path",
        "https://user@ca.example.org",
        "https://ca.example.org?x",
        "https://ca.example.org#x",
        "https://ca.example.org:65536",
        "https://ca..example.org",
        "https://*.example.org",
        "https://ca example.org",
        "https://[::1",
        "https://-/"
      })
  void otherText_isNamedAsABadValue(String url) {
    assertThatThrownBy(() -> of(url))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("latchkey.public-url")
        .hasMessageContaining("https://ca.example.org:8900");
  }
}
