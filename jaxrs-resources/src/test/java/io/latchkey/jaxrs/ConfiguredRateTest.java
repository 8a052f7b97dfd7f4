package io.latchkey.jaxrs;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.ca.DataDirectory;
import io.latchkey.settings.Settings;
import io.latchkey.settings.SettingsException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfiguredRateTest {
  @TempDir Path dir;

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "1.5", "many", "1000000001"})
  void invalidRate_isNamedWithTheRange(String value) throws Exception {
    Settings settings =
        Settings.builder().source("test", Map.of("latchkey.cert.rate", value)).build();

    try (DataDirectory directory = DataDirectory.open(dir)) {
      assertThatThrownBy(() -> ConfiguredAuthority.open(settings, directory))
          .isInstanceOf(SettingsException.class)
          .hasMessageStartingWith("latchkey.cert.rate")
          .hasMessageContaining(
              "'%s' is neither a whole number of signatures an hour, from 1 to 1000000000, nor none",
              value);
    }
  }
}
