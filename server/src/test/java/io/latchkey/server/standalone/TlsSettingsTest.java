package io.latchkey.server.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.settings.Settings;
import io.latchkey.settings.SettingsException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TlsSettingsTest {
  private static TlsSettings of(boolean isOn, Map<String, String> values) {
    return TlsSettings.of(Settings.builder().source("test", values).build(), isOn);
  }

  @Test
  void clients_areAskedOnlyIfWanted() {
    assertThat(of(true, Map.of()).asksClients()).isFalse();
    assertThat(of(true, Map.of("latchkey.tls.client-auth", "none")).asksClients()).isFalse();
    assertThat(of(true, Map.of("latchkey.tls.client-auth", "want")).asksClients()).isTrue();
    assertThat(of(false, Map.of("latchkey.tls.client-auth", "none")).asksClients()).isFalse();
  }

  @Test
  void want_needsTlsAndTheCa() {
    Map<String, String> want = Map.of("latchkey.tls.client-auth", "want");
    assertThatThrownBy(() -> of(false, want))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("latchkey.tls.client-auth")
        .hasMessageContaining("remove --no-tls");
    assertThatThrownBy(
            () ->
                of(
                    true,
                    Map.of(
                        "latchkey.tls.client-auth", "want", "latchkey.ca.url", "https://ca.test")))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("latchkey.ca.url names another");
    assertThatThrownBy(() -> of(true, Map.of("latchkey.tls.client-auth", "need")))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("want");
  }
}
