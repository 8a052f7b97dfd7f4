package io.latchkey.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Names that are a setting's but for their spelling: ignoring one would drop its value silently.
 */
class SettingNamesTest {
  @TempDir Path dir;

  private SettingsBuilder builder() {
    return Settings.builder().source("test", Map.of("latchkey.data-dir", dir.toString()));
  }

  private Settings withFile(String content) throws IOException {
    Files.writeString(dir.resolve(Settings.FILE_NAME), content);
    return builder().build();
  }

  @ParameterizedTest
  @CsvSource({
    "'\uFEFFlatchkey.psk', '\\ufefflatchkey.psk', latchkey.psk",
    "'\u200Blatchkey.psk', '\\u200blatchkey.psk', latchkey.psk",
    "'latch\u200Dkey.policy.dns', 'latch\\u200dkey.policy.dns', latchkey.policy.dns",
    "'latchkey\u00AD.policy.dns', 'latchkey\\u00ad.policy.dns', latchkey.policy.dns",
    "'\u00A0latchkey.psk', '\\u00a0latchkey.psk', latchkey.psk",
    "'latchkey.psk\u00A0', 'latchkey.psk\\u00a0', latchkey.psk",
    "'latchkey.psk ', 'latchkey.psk\\u0020', latchkey.psk",
    "'latchkey\u3000psk', 'latchkey\\u3000psk', latchkey.psk",
    "'l\u0430tchkey.psk', 'l\\u0430tchkey.psk', latchkey.psk",
    "'latchk\u0435\u0443.psk', 'latchk\\u0435\\u0443.psk', latchkey.psk",
    "'\u04CF\u0430\u0442\u0441\u04BB\u043A\u0435\u0443.psk', '\\u04cf\\u0430\\u0442\\u0441\\u04bb\\u043a\\u0435\\u0443.psk', latchkey.psk",
    "'latch\u03BAey.psk', 'latch\\u03baey.psk', latchkey.psk",
    "'\uFF4C\uFF41tchkey.psk', '\\uff4c\\uff41tchkey.psk', latchkey.psk",
    "'l\u00E4tchkey.psk', 'l\\u00e4tchkey.psk', latchkey.psk",
    "'latchkey:psk', 'latchkey:psk', latchkey.psk",
    "'latchkey/psk', 'latchkey/psk', latchkey.psk",
    "'\"latchkey.psk\"', '\"latchkey.psk\"', latchkey.psk",
    "'latchkey\u2024psk', 'latchkey\\u2024psk', latchkey.psk",
    "'Latchkey.PSK', 'Latchkey.PSK', latchkey.psk",
    "'LATCHKEY.POLICY.DNS', 'LATCHKEY.POLICY.DNS', latchkey.policy.dns",
    "'LATCHKEY_POLICY_DNS', 'LATCHKEY_POLICY_DNS', latchkey.policy.dns",
    "'latchkey-policy-dns', 'latchkey-policy-dns', latchkey.policy.dns",
    "'latchkey_psk', 'latchkey_psk', latchkey.psk",
    "'latchkey.policy_dns', 'latchkey.policy_dns', latchkey.policy.dns",
    "'Latchkey.issuers.corp.issuer', 'Latchkey.issuers.corp.issuer', latchkey.issuers.corp.issuer",
  })
  void nameSpelledDifferently_stopsTheStart(String name, String shown, String nearest) {
    assertThatThrownBy(() -> builder().source("context-param", Map.of(name, "x")))
        .isInstanceOf(SettingsException.class)
        .hasMessage(
            "Unknown setting %s (from context-param); did you mean %s?".formatted(shown, nearest));
  }

  @ParameterizedTest
  @CsvSource({
    "'\uFEFFLATCHKEY_PSK', '\\ufeffLATCHKEY_PSK', LATCHKEY_PSK",
    "latchkey_psk, latchkey_psk, LATCHKEY_PSK",
    "latchkey.psk, latchkey.psk, LATCHKEY_PSK",
    "LATCHKEY.PSK, LATCHKEY.PSK, LATCHKEY_PSK",
    "LATCHKEY-PSK, LATCHKEY-PSK, LATCHKEY_PSK",
    "'LATCHKEY_PSK ', 'LATCHKEY_PSK\\u0020', LATCHKEY_PSK",
    "'L\u0410TCHKEY_PSK', 'L\\u0410TCHKEY_PSK', LATCHKEY_PSK",
    "LATCHKEY_Psk, LATCHKEY_Psk, LATCHKEY_PSK",
  })
  void variableSpelledDifferently_stopsTheStart(String name, String shown, String nearest) {
    assertThatThrownBy(() -> builder().environment(Map.of(name, "x")))
        .isInstanceOf(SettingsException.class)
        .hasMessage(
            "Unknown setting %s (from environment); did you mean %s?".formatted(shown, nearest));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"other.setting", "caf\u00E9", "latchkeyless", "jdk.module.main", "my-latchkey.x"})
  void otherNames_areIgnored(String name) {
    Map<String, String> values = Map.of(name, "x", "latchkey.psk", "y");

    assertThat(builder().source("test", values).build().text(Setting.PSK)).contains("y");
    assertThat(builder().environment(Map.of(name, "x")).build().text(Setting.PSK)).isEmpty();
  }

  @Test
  void functionThatBashExports_isNoSetting() {
    assertThat(
            builder()
                .environment(Map.of("BASH_FUNC_latchkey%%", "() { :; }"))
                .build()
                .text(Setting.PSK))
        .isEmpty();
  }

  @Test
  void everyUnknownNameInFile_stopsTheStart() throws IOException {
    assertThatThrownBy(() -> withFile("psk=x\n"))
        .hasMessageStartingWith("Unknown setting psk (from " + dir)
        .hasMessageEndingWith("did you mean latchkey.psk?");
    assertThatThrownBy(() -> withFile("l\u0430tchkey.policy.dns=*.example.org\n"))
        .hasMessageStartingWith("Unknown setting l\\u0430tchkey.policy.dns (from " + dir)
        .hasMessageEndingWith("did you mean latchkey.policy.dns?");
    assertThatThrownBy(() -> withFile("latchkey:psk=x\n"))
        .hasMessageStartingWith("Unknown setting latchkey (from " + dir);
    assertThatThrownBy(() -> withFile("\\ufefflatchkey.psk=x\n"))
        .hasMessageStartingWith("Unknown setting \\ufefflatchkey.psk (from " + dir);
    assertThatThrownBy(() -> withFile("latchkey.auth=required\n\uFEFFlatchkey.psk=x\n"))
        .hasMessageStartingWith("Unknown setting \\ufefflatchkey.psk (from " + dir);
    assertThatThrownBy(() -> withFile("other.setting=x\n"))
        .hasMessageStartingWith("Unknown setting other.setting (from " + dir);
  }

  @Test
  void nameWithEscapes_isDecoded() throws IOException {
    assertThat(withFile("\\u006catchkey.psk = x\n").text(Setting.PSK)).contains("x");
  }

  @Test
  void nameThatIsThereTwice_stopsTheStart() {
    assertThatThrownBy(() -> withFile("latchkey.policy.dns=a.example\nlatchkey.policy.dns=*\n"))
        .hasMessage(
            "file %s sets latchkey.policy.dns twice; remove one of the two lines"
                .formatted(dir.resolve(Settings.FILE_NAME)));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void unreachableFile_isNotTreatedAsMissing() throws IOException {
    Path file = dir.resolve(Settings.FILE_NAME);
    Files.createSymbolicLink(file, file.getFileName());

    assertThatThrownBy(() -> builder().build())
        .hasMessageStartingWith("file " + file + " cannot be read: ");
  }
}
