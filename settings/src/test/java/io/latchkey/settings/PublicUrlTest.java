package io.latchkey.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.base.net.ServerUrl;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PublicUrlTest {
  private static Optional<ServerUrl> of(Map<String, String> values) {
    return Settings.builder().source("test", values).build().publicUrl();
  }

  @Test
  void publicUrl_isTheUrlAsWritten() {
    String url = "HTTPS://CA.Example.ORG./base/";

    assertThat(of(Map.of("latchkey.public-url", url)))
        .hasValueSatisfying(
            read -> {
              assertThat(read.uri()).hasToString(url);
              assertThat(read.host()).isEqualTo("ca.example.org");
            });
  }

  @Test
  void notSet_isEmpty() {
    assertThat(of(Map.of())).isEmpty();
  }

  @Test
  void otherText_isNamedAsABadValue() {
    assertThatThrownBy(() -> of(Map.of("latchkey.public-url", "ca.example.org:8900")))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("latchkey.public-url")
        .hasMessageContaining("https://ca.example.org:8900");
  }
}
