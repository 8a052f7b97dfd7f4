package io.latchkey.settings;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthenticationSourcesTest {
  private static final String INIT_PARAM = "filter init-param";

  private final Map<String, Object> attributes = new HashMap<>();

  private AuthenticationSources sources() {
    return AuthenticationSources.of(attributes::get, attributes::put);
  }

  @ParameterizedTest
  @ValueSource(strings = {"latchkey.policy.dns", "latchkey.cert.rate", "latchkey.jdbc-url"})
  void caSetting_isRejectedInEveryApplication(String name) {
    assertThatThrownBy(() -> sources().add(INIT_PARAM, Set.of("latchkey.psk", name)))
        .isInstanceOf(SettingsException.class)
        .hasMessage(
            name
                + " (from filter init-param): only a CA reads this setting, and a CA does not read"
                + " this source; remove it, or set it as context-param of an application with a"
                + " CA");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "latchkey.psk",
        "latchkey.previous-psk",
        "latchkey.auth",
        "latchkey.revoked-components",
        "latchkey.trusted-proxies",
        "latchkey.accept-certificate-signed-tokens",
        "latchkey.metrics.open",
        "latchkey.enrolment",
        "latchkey.public-url",
        "latchkey.tls.client-auth",
        "latchkey.kdf-concurrency",
        "latchkey.kdf-iterations",
        "latchkey.crypto-provider",
        "latchkey.data-dir",
        "latchkey.ca.url",
      })
  void sharedSettingWithCa_rejectedInEitherOrder(String name) {
    String problem =
        name
            + " (from filter init-param): the CA of this application reads this setting too, but"
            + " not this source; set it as context-param, for both";

    sources().add(INIT_PARAM, Set.of(name));
    assertThatThrownBy(() -> sources().addAuthority())
        .isInstanceOf(SettingsException.class)
        .hasMessage(problem);

    attributes.clear();
    sources().addAuthority();
    assertThatThrownBy(() -> sources().add(INIT_PARAM, Set.of(name)))
        .isInstanceOf(SettingsException.class)
        .hasMessage(problem);
  }

  @Test
  void filterOnlySettings_areAcceptedWithCa() {
    assertThatCode(
            () -> {
              sources().addAuthority();
              sources()
                  .add(
                      INIT_PARAM,
                      Set.of(
                          "latchkey.open-paths",
                          "latchkey.roles",
                          "latchkey.cors.origins",
                          "latchkey.issuers.corp.issuer",
                          "name.of.a.subclass"));
            })
        .doesNotThrowAnyException();
  }

  @Test
  void sharedSettingWithoutCa_isAccepted() {
    assertThatCode(() -> sources().add(INIT_PARAM, Set.of("latchkey.psk")))
        .doesNotThrowAnyException();
  }
}
