package io.latchkey.jaxrs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.settings.Settings;
import io.latchkey.settings.SettingsException;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When the certificate of a TLS client counts. */
class ClientCertificatesTest {
  @TempDir Path folder;
  private AuthorityFixture fixture;

  @BeforeEach
  void open() {
    fixture = AuthorityFixture.open(folder);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private static ClientCertificates configured(Map<String, String> values) {
    Settings settings = Settings.builder().source("test", values).build();
    return ClientCertificates.of(settings, ClientUrl.of(settings));
  }

  private HttpServletRequest request(Object attribute, String header) {
    return (HttpServletRequest)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {HttpServletRequest.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "getRemoteAddr" -> "10.0.0.7";
                  case "getHeader" -> header.equals(arguments[0]) ? "x" : null;
                  case "getAttribute" ->
                      "jakarta.servlet.request.X509Certificate".equals(arguments[0])
                          ? attribute
                          : null;
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  private X509Certificate[] chain() {
    return new X509Certificate[] {fixture.authority().root()};
  }

  @Test
  void want_takesTheFirstCertificate() {
    ClientCertificates wanted = configured(Map.of("latchkey.tls.client-auth", "want"));

    assertThat(wanted.of(request(chain(), ""))).hasValue(fixture.authority().root());
    assertThat(wanted.of(request(new X509Certificate[0], ""))).isEmpty();
    assertThat(wanted.of(request(null, ""))).isEmpty();
    assertThat(wanted.of(request("x", ""))).isEmpty();
  }

  @Test
  void default_isNone() {
    assertThat(configured(Map.of()).of(request(chain(), ""))).isEmpty();
    assertThat(configured(Map.of("latchkey.tls.client-auth", "none")).of(request(chain(), "")))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"need", "Want", "true"})
  void otherValues_areRejected(String value) {
    assertThatThrownBy(() -> configured(Map.of("latchkey.tls.client-auth", value)))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("latchkey.tls.client-auth")
        .hasMessageContaining("want");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Forwarded",
        "Via",
        "X-Forwarded-For",
        "X-Forwarded-Host",
        "X-Forwarded-Proto",
        "X-Real-IP"
      })
  void requestThroughAProxy_hasNone(String header) {
    ClientCertificates wanted = configured(Map.of("latchkey.tls.client-auth", "want"));

    assertThat(wanted.of(request(chain(), header))).isEmpty();
    assertThat(wanted.of(request(chain(), "X-Other"))).isPresent();
  }

  @Test
  void trustedProxy_hasNone() {
    ClientCertificates behind =
        configured(
            Map.of("latchkey.tls.client-auth", "want", "latchkey.trusted-proxies", "10.0.0.0/29"));
    ClientCertificates beside =
        configured(
            Map.of("latchkey.tls.client-auth", "want", "latchkey.trusted-proxies", "10.0.0.8/29"));

    assertThat(behind.of(request(chain(), ""))).isEmpty();
    assertThat(beside.of(request(chain(), ""))).isPresent();
  }
}
