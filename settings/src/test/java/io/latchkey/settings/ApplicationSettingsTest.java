package io.latchkey.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.base.http.ContextAttributes;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The settings of a web application. */
class ApplicationSettingsTest {
  @TempDir Path dir;

  private SettingsBuilder builder() {
    return Settings.builder().source("init-param", Map.of("latchkey.data-dir", dir.toString()));
  }

  private static ProgramSettings program(Map<String, String> values) {
    return new ProgramSettings(List.of(new ProgramSettings.Source("--flag", values)));
  }

  @Test
  void application_firstSourceWins() throws IOException {
    String property = Setting.JWKS_REFRESH.key();
    List<String> names =
        List.of("latchkey.data-dir", "latchkey.auth", property, "latchkey.name-claims");
    Path resource = dir.resolve(Settings.DEFAULTS_RESOURCE);
    Files.createDirectories(resource.getParent());
    Files.writeString(resource, "latchkey.issuer=default\nlatchkey.auth=default\n");
    System.setProperty(property, "property");
    System.setProperty(Setting.JWKS_MAX_AGE.key(), "property");
    try (URLClassLoader application = new URLClassLoader(new URL[] {dir.toUri().toURL()}, null)) {
      Settings settings =
          builder()
              .application(
                  Map.of(
                          ContextAttributes.PROGRAM_SETTINGS,
                          program(Map.of("latchkey.data-dir", "flag", "latchkey.auth", "flag")))
                      ::get,
                  Collections.enumeration(names),
                  name -> name.equals("latchkey.name-claims") ? null : "param",
                  application)
              .build();

      assertThat(settings.text(Setting.DATA_DIR)).contains(dir.toString());
      assertThat(settings.text(Setting.AUTH)).contains("flag");
      assertThat(settings.text(Setting.JWKS_REFRESH)).contains("param");
      assertThat(settings.text(Setting.JWKS_MAX_AGE)).contains("property");
      assertThat(settings.text(Setting.ISSUER)).contains("default");
      assertThat(settings.text(Setting.NAME_CLAIMS)).isEmpty();
    } finally {
      System.clearProperty(property);
      System.clearProperty(Setting.JWKS_MAX_AGE.key());
    }
  }

  @Test
  void contextOfAMock_givesNoSettings() {
    Settings settings = builder().application(name -> "other", null, name -> name, null).build();

    assertThat(settings.text(Setting.AUTH)).isEmpty();
  }
}
