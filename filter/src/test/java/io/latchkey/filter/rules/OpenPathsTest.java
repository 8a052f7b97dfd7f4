package io.latchkey.filter.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.settings.Settings;
import io.latchkey.settings.SettingsException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenPathsTest {

  private static OpenPaths of(String value) {
    return OpenPaths.of(
        Settings.builder().source("init-param", Map.of("latchkey.open-paths", value)).build());
  }

  @Test
  void nothingConfigured_opensTheCertificateAndHealth() {
    OpenPaths paths = OpenPaths.of(Settings.builder().build());

    assertThat(paths.contains("GET", "/ca/cert")).isTrue();
    assertThat(paths.contains("GET", "/health/live")).isTrue();
    assertThat(paths.contains("GET", "/health/ready")).isTrue();
    assertThat(paths.contains("POST", "/ca/sign")).isFalse();
  }

  @Test
  void methodAndPath_areComparedExactly() {
    OpenPaths paths = of("POST /hook,GET  /Page");

    assertThat(paths.contains("POST", "/hook")).isTrue();
    assertThat(paths.contains("post", "/hook")).isFalse();
    assertThat(paths.contains("GET", "/hook")).isFalse();
    assertThat(paths.contains("HEAD", "/hook")).isFalse();
    assertThat(paths.contains("POST", "/hook/")).isFalse();
    assertThat(paths.contains("POST", "/hook/x")).isFalse();
    assertThat(paths.contains("GET", "/page")).isFalse();
    assertThat(paths.contains("GET", "/ca/cert")).isFalse();
  }

  @Test
  void get_includesHead() {
    OpenPaths paths = of("GET /page, DELETE /page");

    assertThat(paths.contains("HEAD", "/page")).isTrue();
    assertThat(paths.contains("DELETE", "/page")).isTrue();
    assertThat(paths.contains("OPTIONS", "/page")).isFalse();
  }

  @Test
  void none_opensNothing() {
    OpenPaths paths = of("none");

    assertThat(paths.contains("GET", "/ca/cert")).isFalse();
    assertThat(paths.contains("GET", "/health/live")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/ca/cert",
        "get /ca/cert",
        "GET ca/cert",
        "GET /static/*",
        "GET /users/{id}",
        "GET /a b",
        "GET /a;v=1",
        "GET /a/../b",
        "GET /a?b",
        "GET /%2e",
        "TRACE /a",
        "GET /a, none"
      })
  void badEntry_isRefusedByName(String value) {
    assertThatThrownBy(() -> of(value))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("latchkey.open-paths (from init-param)")
        .hasMessageContaining("): has the entry '" + value.replace("GET /a, ", "") + "'");
  }
}
