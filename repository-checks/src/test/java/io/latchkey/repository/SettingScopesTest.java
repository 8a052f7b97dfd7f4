package io.latchkey.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The CA of an application does not read the init-params of its filter. An init-param is therefore
 * accepted there only if the code of the CA does not read the setting.
 */
class SettingScopesTest {
  private static final Path SETTING =
      Repository.ROOT.resolve(
          Path.of("settings/src/main/java/io/latchkey/settings", "Setting.java"));
  private static final Pattern OF_AUTHENTICATION =
      Pattern.compile("([A-Z_]+)\\([^)]*AUTHENTICATION");
  private static final Pattern READ = Pattern.compile("\\bSetting\\.([A-Z_]+)\\b");

  private static List<String> settingsOfAuthentication() {
    return matches(OF_AUTHENTICATION, Repository.text(SETTING)).toList();
  }

  private static Stream<String> matches(Pattern pattern, String text) {
    return pattern.matcher(text).results().map((MatchResult result) -> result.group(1));
  }

  @Test
  void authenticationSettings_areNotReadByCa() {
    List<String> read =
        Stream.of("ca", "enrolment", "jaxrs-resources", "server", "settings")
            .map(module -> Repository.ROOT.resolve(module).resolve(Path.of("src", "main", "java")))
            .flatMap(folder -> Repository.files(folder, ".java").stream())
            // The command line of the standalone server sets the settings of all modules.
            .filter(file -> !file.toString().contains("standalone"))
            // What both the authentication and the CA call for a setting is outside this package.
            .filter(file -> !file.toString().contains("settings/paths"))
            .flatMap(file -> matches(READ, Repository.text(file)))
            .toList();

    assertThat(read)
        .contains("PSK", "REVOKED_COMPONENTS")
        .doesNotContainAnyElementsOf(settingsOfAuthentication());
    assertThat(settingsOfAuthentication()).contains("ROLES", "CLOCK_SKEW").doesNotContain("PSK");
  }
}
