package io.latchkey.sample.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointTest {
  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, https://localhost:8443",
    "::, https://localhost:8443",
    "[::], https://localhost:8443",
    "::1, https://[::1]:8443",
    "[::1], https://[::1]:8443",
    "192.0.2.1, https://192.0.2.1:8443",
    "ca.example.org, https://ca.example.org:8443",
  })
  void url_canBeTypedIntoABrowserHere(String host, String url) {
    assertThat(new Endpoint(Optional.of(host), 0).url(true, 8443)).isEqualTo(url);
  }

  @Test
  void allAddresses_areNotBoundToOne() {
    Endpoint all = new Endpoint(Optional.empty(), 8900);

    assertThat(all.address()).isEmpty();
    assertThat(all.url(false, 8900)).isEqualTo("http://localhost:8900");
  }

  @Test
  void unknownHost_isRefused() {
    assertThatThrownBy(() -> new Endpoint(Optional.of("no such host"), 8900).address())
        .isInstanceOf(StartException.class)
        .hasMessageContaining("--host no such host");
  }
}
