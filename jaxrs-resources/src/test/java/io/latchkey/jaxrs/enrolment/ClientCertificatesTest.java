package io.latchkey.jaxrs.enrolment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.base.http.RequestAttributes;
import io.latchkey.jaxrs.AuthorityFixture;
import io.latchkey.settings.Settings;
import io.latchkey.settings.SettingsException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When the certificate of a TLS client counts. */
class ClientCertificatesTest {
  private static final String CERTIFICATE = "jakarta.servlet.request.X509Certificate";

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

  private static HttpServletRequest request(Object certificate, String header) {
    return seen(received(Map.of(CERTIFICATE, Optional.ofNullable(certificate)), true, header));
  }

  /** A request as the filter leaves it: the request of the container is an attribute of it. */
  private static HttpServletRequest seen(HttpServletRequest received) {
    return new HttpServletRequestWrapper(received) {
      @Override
      public Object getAttribute(String name) {
        return name.equals(RequestAttributes.OPEN_REQUEST) ? received : super.getAttribute(name);
      }

      @Override
      public Enumeration<String> getHeaderNames() {
        return Collections.emptyEnumeration();
      }

      @Override
      public String getRemoteAddr() {
        return "192.0.2.1";
      }

      @Override
      public boolean isSecure() {
        return true;
      }
    };
  }

  /** A request as the container has received it. */
  private static HttpServletRequest received(
      Map<String, Optional<?>> attributes, boolean secure, String header) {
    return (HttpServletRequest)
        Proxy.newProxyInstance(
            ClientCertificatesTest.class.getClassLoader(),
            new Class<?>[] {HttpServletRequest.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "getRemoteAddr" -> "10.0.0.7";
                  case "isSecure" -> secure;
                  case "getHeaderNames" ->
                      header == null ? null : Collections.enumeration(List.of("Accept", header));
                  case "getAttribute" ->
                      attributes.getOrDefault(arguments[0], Optional.empty()).orElse(null);
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
        "x-forwarded-client-cert",
        "X-Real-IP",
        "X-Client-IP",
        "SSL_CLIENT_CERT",
        "ssl_client_cert",
        "X-SSL-Client-Cert",
        "Client-Cert"
      })
  void requestThroughAProxy_hasNone(String header) {
    ClientCertificates wanted = configured(Map.of("latchkey.tls.client-auth", "want"));

    assertThat(wanted.of(request(chain(), header))).isEmpty();
    assertThat(wanted.of(request(chain(), "X-Other"))).isPresent();
  }

  @Test
  void requestWhoseHeadersAreUnknown_hasNone() {
    assertThat(configured(Map.of("latchkey.tls.client-auth", "want")).of(request(chain(), null)))
        .isEmpty();
  }

  @Test
  void requestThatTomcatHasRewritten_hasNone() {
    ClientCertificates wanted = configured(Map.of("latchkey.tls.client-auth", "want"));
    Map<String, Optional<?>> attributes =
        Map.of(
            CERTIFICATE,
            Optional.of(chain()),
            "org.apache.tomcat.request.forwarded",
            Optional.of(true));

    assertThat(wanted.of(seen(received(attributes, true, "X-Other")))).isEmpty();
  }

  @Test
  void connectionWithoutTls_hasNone() {
    ClientCertificates wanted = configured(Map.of("latchkey.tls.client-auth", "want"));
    Map<String, Optional<?>> attributes = Map.of(CERTIFICATE, Optional.of(chain()));

    assertThat(wanted.of(seen(received(attributes, false, "X-Other")))).isEmpty();
    assertThat(wanted.of(seen(received(attributes, true, "X-Other")))).isPresent();
  }

  @Test
  void requestUnseenByFilter_hasNone() {
    ClientCertificates wanted = configured(Map.of("latchkey.tls.client-auth", "want"));
    Map<String, Optional<?>> attributes = Map.of(CERTIFICATE, Optional.of(chain()));

    assertThat(wanted.of(received(attributes, true, "X-Other"))).isEmpty();
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
