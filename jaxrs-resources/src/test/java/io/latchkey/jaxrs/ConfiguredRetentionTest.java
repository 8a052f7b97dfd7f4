package io.latchkey.jaxrs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.DataDirectory;
import io.latchkey.settings.Settings;
import io.latchkey.settings.SettingsException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfiguredRetentionTest {
  @TempDir Path dir;

  private CertificateAuthority open(DataDirectory directory, String keep) {
    Settings settings =
        Settings.builder().source("test", Map.of("latchkey.store.keep", keep)).build();
    return ConfiguredAuthority.open(settings, directory);
  }

  @Test
  void oneDay_isTheShortestTime() {
    try (DataDirectory directory = DataDirectory.open(dir);
        CertificateAuthority authority = open(directory, "P1D")) {
      assertThat(authority.health().store()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT23H59M59S", "P0D", "-P400D", "400", "forever", "P36526D"})
  void otherTime_stopsTheStartAndIsNamed(String keep) {
    try (DataDirectory directory = DataDirectory.open(dir)) {
      assertThatThrownBy(() -> open(directory, keep))
          .isInstanceOf(SettingsException.class)
          .hasMessageStartingWith("latchkey.store.keep")
          .hasMessageContaining(keep);
    }
  }
}
