package io.latchkey.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.settings.SettingsException;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class EnvironmentSettingsTest {
  private final ConfigurableEnvironment environment = new StandardEnvironment();

  private Map<String, String> settings() {
    ConfigurationPropertySources.attach(environment);
    return EnvironmentSettings.of(environment);
  }

  /** Adds a source behind all others. */
  private EnvironmentSettingsTest with(String source, Map<String, Object> values) {
    environment.getPropertySources().addLast(new MapPropertySource(source, values));
    return this;
  }

  /** Adds a source that does not list its names. */
  private EnvironmentSettingsTest withUnlisted(Function<String, @Nullable String> values) {
    environment
        .getPropertySources()
        .addLast(
            new PropertySource<>("vault", new Object()) {
              @Override
              public @Nullable Object getProperty(String name) {
                return values.apply(name);
              }
            });
    return this;
  }

  private EnvironmentSettingsTest with(String name, String value) {
    return with("file", Map.of(name, value));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "latchkey.open-paths",
        "latchkey.openPaths",
        "latchkey.open_paths",
        "latchkey.OPEN-PATHS",
        "Latchkey.openpaths"
      })
  void spellingsOfSpring_areRead(String name) {
    assertThat(with(name, "GET /x").settings()).isEqualTo(Map.of("latchkey.open-paths", "GET /x"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "latchkey.open-path",
        "latchkey.open.paths",
        "latchkey.pks",
        "\uFEFFlatchkey.psk",
        "latchkey.p\u0455k",
        "latchkey psk",
        "latchkey.issuers.acme.key",
        "latchkey.psk[a]",
        "latchkey.unknown[0]"
      })
  void otherNames_areLeftForFilterToReject(String name) {
    assertThat(with(name, "x").settings())
        .isEqualTo(Map.of(name.equals("latchkey.unknown[0]") ? "latchkey.unknown" : name, "x"));
  }

  @Test
  void namesOfOtherProducts_areIgnored() {
    assertThat(with("server.port", "0").with("my.latchkey", "x").settings()).isEmpty();
  }

  @Test
  void namesOfIssuers_areKept() {
    assertThat(with("latchkey.issuers.my-idp.rolesClaim", "groups").settings())
        .isEqualTo(Map.of("latchkey.issuers.my-idp.roles-claim", "groups"));
  }

  @Test
  void entriesOfAList_areJoined() {
    Map<String, Object> list =
        Map.of("latchkey.openPaths[1]", "GET /b", "latchkey.openPaths[0]", "GET /a");

    assertThat(with("file", list).settings())
        .isEqualTo(Map.of("latchkey.open-paths", "GET /a, GET /b"));
  }

  @Test
  void rulesOfRoles_areJoinedWithSemicolons() {
    Map<String, Object> rules =
        Map.of("latchkey.roles[0]", "/a/** = x, y", "latchkey.roles[1]", "/** = *");

    assertThat(with("file", rules).settings())
        .isEqualTo(Map.of("latchkey.roles", "/a/** = x, y; /** = *"));
  }

  @Test
  void revokedComponents_areJoinedWithSpaces() {
    Map<String, Object> paths =
        Map.of("latchkey.revokedComponents[0]", "team-a", "latchkey.revokedComponents[1]", "b~x");

    assertThat(with("file", paths).settings())
        .isEqualTo(Map.of("latchkey.revoked-components", "team-a b~x"));
  }

  @Test
  void listWithAGap_isRejected() {
    Map<String, Object> list =
        Map.of("latchkey.open-paths[0]", "GET /a", "latchkey.open-paths[2]", "GET /b");

    assertThatThrownBy(() -> with("file", list).settings())
        .isInstanceOf(SettingsException.class)
        .hasMessage(
            "latchkey.open-paths (from file): the list has 2 entries, and the last one has the"
                + " index 2; number them from 0");
  }

  @Test
  void twoSpellingsInOneSource_areRejected() {
    Map<String, Object> twice = Map.of("latchkey.open-paths", "GET /a", "latchkey.openPaths", "x");

    assertThatThrownBy(() -> with("file", twice).settings())
        .isInstanceOf(SettingsException.class)
        .hasMessageStartingWith("latchkey.open-paths (from file): the source sets it twice, as ");
  }

  @Test
  void firstSource_overridesLaterOnesInEveryForm() {
    assertThat(
            with("first", Map.of("latchkey.openPaths", "none"))
                .with("second", Map.of("latchkey.open-paths[0]", "GET /a"))
                .settings())
        .isEqualTo(Map.of("latchkey.open-paths", "none"));
  }

  @Test
  void environmentVariable_isOmittedAndOverridesLaterSources() {
    environment
        .getPropertySources()
        .replace(
            StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
            new SystemEnvironmentPropertySource(
                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                Map.of("LATCHKEY_OPEN_PATHS", "none")));

    assertThat(with("latchkey.open-paths", "GET /a").settings()).isEmpty();
  }

  @Test
  void sourceBeforeTheEnvironmentVariable_overridesIt() {
    environment
        .getPropertySources()
        .replace(
            StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
            new SystemEnvironmentPropertySource(
                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                Map.of("LATCHKEY_OPEN_PATHS", "none")));
    environment
        .getPropertySources()
        .addFirst(new MapPropertySource("commandLineArgs", Map.of("latchkey.openPaths", "GET /a")));

    assertThat(settings()).isEqualTo(Map.of("latchkey.open-paths", "GET /a"));
  }

  @Test
  void sourceThatListsNoNames_isRead() {
    assertThat(withUnlisted(Map.of("latchkey.psk", "from the vault")::get).settings())
        .isEqualTo(Map.of("latchkey.psk", "from the vault"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "latchkey.roles-default",
        "latchkey.rolesDefault",
        "latchkey.roles_default",
        "latchkey.rolesdefault"
      })
  void spellingsInUnlistedSource_areRead(String name) {
    assertThat(withUnlisted(Map.of(name, "deny")::get).settings())
        .isEqualTo(Map.of("latchkey.roles-default", "deny"));
  }

  @Test
  void listInUnlistedSource_isRead() {
    Map<String, String> list =
        Map.of("latchkey.openPaths[0]", "GET /a", "latchkey.openPaths[1]", "GET /b");

    assertThat(withUnlisted(list::get).settings())
        .isEqualTo(Map.of("latchkey.open-paths", "GET /a, GET /b"));
  }

  @Test
  void tooLongList_isLeftForFilter() {
    Function<String, @Nullable String> endless =
        name -> name.startsWith("latchkey.open-paths[") ? "GET /a" : null;

    assertThat(withUnlisted(endless).settings())
        .containsEntry("latchkey.open-paths[10000]", "GET /a")
        .hasSize(2);
  }

  @Test
  void sourceThatAcceptsEachSpelling_isRead() {
    Map<String, String> values = Map.of("rolesdefault", "deny", "openpaths[0]", "GET /a");

    assertThat(
            withUnlisted(
                    name ->
                        values.get(
                            name.replaceAll("^latchkey\\.|[_-]", "").toLowerCase(Locale.ROOT)))
                .settings())
        .isEqualTo(Map.of("latchkey.roles-default", "deny", "latchkey.open-paths", "GET /a"));
  }

  @Test
  void spellingsThatDifferInUnlistedSource_areRejected() {
    Map<String, String> twice =
        Map.of("latchkey.roles-default", "allow", "latchkey.rolesDefault", "deny");

    assertThatThrownBy(() -> withUnlisted(twice::get).settings())
        .isInstanceOf(SettingsException.class)
        .hasMessage(
            "latchkey.roles-default (from vault): the source sets it twice, as"
                + " latchkey.roles-default and as latchkey.rolesDefault; remove one");
  }

  @Test
  void placeholders_areResolved() {
    assertThat(
            with("file", Map.of("latchkey.psk", "file:${secrets}/psk", "secrets", "/run/secrets"))
                .settings())
        .isEqualTo(Map.of("latchkey.psk", "file:/run/secrets/psk"));
  }

  @Test
  void unresolvedPlaceholder_isRejectedWithoutTheValue() {
    assertThatThrownBy(() -> with("latchkey.psk", "secret-${PSK_REST}").settings())
        .isInstanceOf(SettingsException.class)
        .hasMessage(
            "latchkey.psk (from file): the value has a placeholder ${…} that has no value;"
                + " define it");
  }

  @Test
  void valuesOfOtherTypes_areRead() {
    assertThat(with("file", Map.of("latchkey.prefix-check", true)).settings())
        .isEqualTo(Map.of("latchkey.prefix-check", "true"));
  }

  @Test
  void values_areNotShown() {
    MapPropertySource source =
        new MapPropertySource("file", Map.of("latchkey.psk", "only-for-this-test"));

    assertThat(SourceSettings.of(source)).hasToString("SourceSettings[file]");
  }
}
