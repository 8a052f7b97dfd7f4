package io.latchkey.jaxrs.enrolment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.jaxrs.ContainerRequest;
import io.latchkey.jaxrs.problem.RequestRejectedException;
import io.latchkey.settings.Settings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientUrlTest {
  private static final String PROXY = "10.0.0.1";
  private static final Map<String, String> BEHIND_PROXY =
      Map.of("latchkey.trusted-proxies", "10.0.0.0/8");

  private static String base(
      Map<String, String> settings, String peer, Map<String, List<String>> headers) {
    return ClientUrl.of(Settings.builder().source("init-param", settings).build())
        .base(
            ContainerRequest.toSign()
                .withAddress(peer)
                .withHeaders(headers)
                .toServletRequest(null));
  }

  private static Map<String, List<String>> headers(String name, String... values) {
    return Map.of("Host", List.of("inner:8080"), name, List.of(values));
  }

  @Test
  void publicUrl_precedesTheRequest() {
    assertThat(
            base(
                Map.of("latchkey.public-url", "https://ca.example.org/x/"),
                PROXY,
                headers("X-Forwarded-Host", "other")))
        .isEqualTo("https://ca.example.org/x");
  }

  @Test
  void request_namesSchemeHostAndContextPath() {
    assertThat(base(Map.of(), PROXY, headers("X-Forwarded-Proto", "https")))
        .isEqualTo("http://inner:8080/app");
  }

  @ParameterizedTest
  @CsvSource({
    "X-Forwarded-Proto, https, https://inner:8080/app",
    "X-Forwarded-Host, ca.example.org, http://ca.example.org/app",
    "Forwarded, 'for=192.0.2.1;proto=https;host=\"ca.example.org:8443\"', https://ca.example.org:8443/app",
    "Forwarded, 'Host=ca.example.org; Proto=HTTPS', HTTPS://ca.example.org/app",
    "Forwarded, 'for=\"x;host=evil.example\";host=good.example', http://good.example/app",
    "Forwarded, 'for=\"x;proto=https\"', http://inner:8080/app",
    "Forwarded, 'for=\"a, b\";host=good.example', http://good.example/app"
  })
  void trustedProxy_namesSchemeAndHost(String name, String value, String expected) {
    assertThat(base(BEHIND_PROXY, PROXY, headers(name, value))).isEqualTo(expected);
    assertThat(base(BEHIND_PROXY, "192.0.2.1", headers(name, value)))
        .isEqualTo("http://inner:8080/app");
  }

  @Test
  void headerWithSeveralValues_isIgnored() {
    assertThat(base(BEHIND_PROXY, PROXY, headers("X-Forwarded-Host", "a.example", "b.example")))
        .isEqualTo("http://inner:8080/app");
    assertThat(base(BEHIND_PROXY, PROXY, headers("X-Forwarded-Host", "a.example, b.example")))
        .isEqualTo("http://inner:8080/app");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "host=a.example, host=b.example",
        "host=a.example;host=b.example",
        "host=a.example;for=\"x",
        "host=a.example:8443",
        "host =a.example"
      })
  void forwardedThatIsNotOneElement_isIgnored(String value) {
    assertThat(base(BEHIND_PROXY, PROXY, headers("Forwarded", value)))
        .isEqualTo("http://inner:8080/app");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a/b", "a@b", "a:99999", "a?b"})
  void hostThatIsNone_isRejected(String host) {
    assertThatThrownBy(() -> base(Map.of(), PROXY, Map.of("Host", List.of(host))))
        .isInstanceOf(RequestRejectedException.class)
        .hasMessage("The request does not name the host of this server.");
    assertThatThrownBy(() -> base(Map.of(), PROXY, Map.of()))
        .isInstanceOf(RequestRejectedException.class);
  }
}
