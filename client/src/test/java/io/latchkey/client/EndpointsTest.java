package io.latchkey.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointsTest {
  @Test
  void contextPath_isKept() {
    URI base = Endpoints.base(URI.create("https://ca.example.org/latchkey"));

    assertThat(Endpoints.caCertificate(base, "n", Optional.empty(), false))
        .hasToString("https://ca.example.org/latchkey/ca/cert?nonce=n");
    assertThat(Endpoints.sign(base, "")).hasToString("https://ca.example.org/latchkey/ca/sign");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://a",
        "a",
        "https:a",
        "https://a?b",
        "https://a#b",
        "https://u:p@a",
        "https://my_host",
        "https://a:0",
        ""
      })
  void base_rejectsOtherUrls(String url) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Endpoints.base(URI.create(url)))
        .withMessageContaining("is not the URL of a server");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://ca.example.org",
        "HTTPS://ca.example.org",
        "http://localhost:80",
        "http://127.0.0.1",
        "http://127.9.9.9",
        "http://[::1]:1",
        "http://[0:0:0:0:0:0:0:1]"
      })
  void httpsOrLoopback_mayReceiveToken(String url) {
    assertThat(Endpoints.confidential(URI.create(url))).hasToString(url);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://ca.example.org",
        "http://127.0.0.1.example.org",
        "http://localhost.example.org",
        "http://10.0.0.1",
        "http://[::2]",
        "ws://a"
      })
  void unencryptedUrl_mayNotReceiveToken(String url) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Endpoints.confidential(URI.create(url)))
        .withMessageContaining("is not encrypted");
  }
}
