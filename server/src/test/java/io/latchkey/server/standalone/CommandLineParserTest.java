package io.latchkey.server.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.settings.Setting;
import io.latchkey.settings.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CommandLineParserTest {
  private final CommandLineParser parser = new CommandLineParser();

  @Test
  void noArguments_listenOnAllAddressesWithTls() throws Exception {
    LaunchOptions options = parser.parse().orElseThrow();

    assertThat(options)
        .isEqualTo(
            new LaunchOptions(
                new Endpoint(Optional.empty(), 8900), OptionalInt.empty(), true, Map.of()));
  }

  @ParameterizedTest
  @EnumSource(Flag.class)
  void flag_becomesTheFirstSourceOfItsSetting(Flag flag) throws Exception {
    LaunchOptions options = parser.parse(flag.text(), "some-value").orElseThrow();

    Settings settings =
        options.settings().source("context-param", Map.of(flag.setting().key(), "other")).build();
    assertThat(settings.text(flag.setting())).hasValue("some-value");
    assertThat(settings.bad(flag.setting(), "is odd"))
        .hasMessageContaining("(from " + flag.text() + ")");
  }

  @Test
  void noAuth_disablesAuthentication() throws Exception {
    Settings settings = parser.parse("--no-auth").orElseThrow().settings().build();

    assertThat(settings.text(Setting.AUTH)).hasValue("disabled");
  }

  @Test
  void authPrefixCheck_enablesThePrefixCheck() throws Exception {
    Settings settings = parser.parse("--auth-prefix-check").orElseThrow().settings().build();

    assertThat(settings.flag(Setting.PREFIX_CHECK)).isTrue();
  }

  @Test
  void secretThatStartsWithADash_isAccepted() throws Exception {
    LaunchOptions options = parser.parse("--psk", "-secret-").orElseThrow();

    assertThat(options.settings().build().text(Setting.PSK)).hasValue("-secret-");
    assertThat(options.toString()).doesNotContain("secret");
  }

  @ParameterizedTest
  @CsvSource({
    "--prot, --port",
    "--no-tsl, --no-tls",
    "--ca-certs, --ca-cert",
    "--data_dir, --data-dir",
  })
  void unknownOption_suggestsTheNearest(String typed, String nearest) {
    assertThatThrownBy(() -> parser.parse(typed))
        .isInstanceOf(UsageException.class)
        .hasMessage("unknown option %s; did you mean %s?", typed, nearest);
  }

  @Test
  void unknownFlagWithSecret_doesNotPrintSecret() {
    assertThatThrownBy(() -> parser.parse("--pks=hush"))
        .hasMessage("unknown option --pks; did you mean --psk?");
    assertThatThrownBy(() -> parser.parse("--psk", "two", "words"))
        .hasMessageNotContaining("words");
  }

  @ParameterizedTest
  @CsvSource({"-1", "65536", "99999999999", "+1", "80 80", "many", "''"})
  void portOutOfRange_isRejected(String port) {
    for (String flag : List.of("--port", "--http-port")) {
      assertThatThrownBy(() -> parser.parse(flag, port))
          .isInstanceOf(UsageException.class)
          .hasMessage("%s must be a number from 0 to 65535, not '%s'", flag, port);
    }
  }

  @ParameterizedTest
  @CsvSource({"0", "8900", "65535"})
  void port_isUsed(int port) throws Exception {
    LaunchOptions options =
        parser.parse("--port", "" + port, "--http-port", "" + port).orElseThrow();

    assertThat(options.endpoint().port()).isEqualTo(port);
    assertThat(options.httpPort()).hasValue(port);
  }

  @Test
  void dissimilarOption_getsNoSuggestion() {
    assertThatThrownBy(() -> parser.parse("--config", "x"))
        .hasMessage("unknown option --config; --help lists all options");
  }

  @Test
  void settingOfFlag_isNamedByFlag() throws Exception {
    Settings settings =
        parser
            .parse("--data-dir", "d", "--ca-cert-key", "k")
            .orElseThrow()
            .settings()
            .source("context-param", Map.of("latchkey.ca.key-pass", "p"))
            .build();

    assertThat(settings.shownName(Setting.DATA_DIR)).isEqualTo("--data-dir");
    assertThat(settings.shownName(Setting.CA_KEY)).isEqualTo("--ca-cert-key");
    assertThat(settings.shownName(Setting.CA_KEY_PASS)).isEqualTo("latchkey.ca.key-pass");
    assertThat(settings.shownName(Setting.PSK)).isEqualTo("latchkey.psk");
  }

  @Test
  void repeatedFlag_isRejected() {
    assertThatThrownBy(() -> parser.parse("--data-dir", "a", "--data-dir", "b"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("--data-dir");
  }

  @Test
  void help_namesEveryFlag() throws Exception {
    assertThat(parser.parse("--help")).isEmpty();

    String help = parser.answer("1");
    for (Flag flag : Flag.values()) {
      assertThat(help).contains(flag.text());
    }
  }

  @Test
  void version_isShown() throws Exception {
    assertThat(parser.parse("--version")).isEmpty();
    assertThat(parser.answer("1.2.3")).isEqualTo("latchkey 1.2.3");
  }

  @Test
  void applicationSettings_containFlagsAndGeneratedKeyFile() throws Exception {
    LaunchOptions options = parser.parse("--open-paths", "x").orElseThrow();
    Path file = Path.of("/data/psk");

    Settings settings =
        Settings.builder()
            .program(options.settings(new PskLocation("in " + file, Optional.of(file))))
            .source("context-param", Map.of("latchkey.open-paths", "GET /other"))
            .build();

    assertThat(settings.text(Setting.OPEN_PATHS)).hasValue("x");
    assertThat(settings.bad(Setting.OPEN_PATHS, "is not valid"))
        .hasMessage("latchkey.open-paths (from --open-paths): 'x' is not valid");
    assertThat(settings.badPart(Setting.PSK, "is not valid"))
        .hasMessage("latchkey.psk (from data directory): is not valid");
  }
}
