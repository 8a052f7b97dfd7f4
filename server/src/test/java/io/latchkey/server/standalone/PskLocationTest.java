package io.latchkey.server.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.ca.DataDirectory;
import io.latchkey.settings.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PskLocationTest {
  private static final Map<String, String> TRUSTING =
      Map.of("latchkey.trusted-ca", "ca.pem", "latchkey.ca.url", "https://ca.test:8900");

  @TempDir Path folder;

  private PskLocation of(Map<String, String> values) {
    Settings settings = Settings.builder().source("test", values).build();
    try (DataDirectory directory = DataDirectory.open(folder)) {
      return PskLocation.of(settings, directory);
    }
  }

  @Test
  void firstStart_generatesKey() {
    assertThat(of(Map.of()).generated()).contains(folder.resolve("psk"));
    assertThat(folder.resolve("psk")).exists();
  }

  @ParameterizedTest
  @ValueSource(strings = {"latchkey.db", "latchkey.mv.db", "ca.crt", "ca.pass"})
  void directoryOfACa_getsNoNewKey(String file) throws Exception {
    Files.createFile(folder.resolve(file));

    assertThatThrownBy(() -> of(Map.of()))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("contains a CA but no file psk");
    assertThat(folder.resolve("psk")).doesNotExist();
  }

  @Test
  void serverThatTrustsAnotherCa_hasNoKey() {
    PskLocation location = of(TRUSTING);

    assertThat(location.generated()).isEmpty();
    assertThat(location.description()).isEqualTo("none, callers have certificates");
    assertThat(folder.resolve("psk")).doesNotExist();
  }

  @Test
  void keyOfAnEarlierStart_staysInUse() throws Exception {
    Files.writeString(folder.resolve("psk"), "a key of an earlier start");

    assertThat(of(TRUSTING).generated()).contains(folder.resolve("psk"));
  }

  @Test
  void certificateAuthorityThatTrustsCertificates_generatesKey() {
    assertThat(of(Map.of("latchkey.trusted-ca", "ca.pem")).generated()).isPresent();
  }
}
