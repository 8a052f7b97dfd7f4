package io.latchkey.server;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.settings.Setting;
import io.latchkey.settings.Settings;
import io.latchkey.settings.SettingsException;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RemoteCaSettingsTest {
  /** The settings of the CA that a component of another CA has too. */
  private static final Set<Setting> OF_A_COMPONENT = Set.of(Setting.CA_URL, Setting.CA_CREDENTIAL);

  static Stream<Setting> ownCa() {
    return Stream.of(Setting.values())
        .filter(
            setting ->
                setting
                    .name()
                    .matches("(CA|CERT|CMP|CRL|POLICY|JDBC|STORE)_.*|DATASOURCE|DISTRIBUTION_URL"))
        .filter(setting -> !OF_A_COMPONENT.contains(setting));
  }

  @ParameterizedTest
  @MethodSource("ownCa")
  void settingOfAnOwnCa_isRejected(Setting setting) {
    Settings settings =
        Settings.builder()
            .source(
                "test",
                Map.of(
                    "latchkey.psk",
                    "a-pre-shared-key-for-tests",
                    "latchkey.ca.url",
                    "https://ca.example.org",
                    setting.key(),
                    "x"))
            .build();

    assertThatThrownBy(() -> RemoteCaSettings.of(settings))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(setting.key() + " describes a CA on this server");
  }
}
