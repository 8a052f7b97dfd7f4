package io.latchkey.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.base.net.ServerUrl;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
  @TempDir Path dir;

  private SettingsBuilder builder() {
    return Settings.builder().source("test", Map.of("latchkey.data-dir", dir.toString()));
  }

  private Settings with(String name, String value) {
    return builder().source("init-param", Map.of(name, value)).build();
  }

  @Test
  void firstSource_wins() throws IOException {
    Files.writeString(dir.resolve(Settings.FILE_NAME), "latchkey.auth=file\n");
    Settings settings =
        builder()
            .source("init-param", Map.of("latchkey.kdf-iterations", "1"))
            .environment(Map.of("LATCHKEY_KDF_ITERATIONS", "2", "LATCHKEY_CA_KEY_TYPE", "env"))
            .defaults(Map.of("latchkey.auth", "default", "latchkey.roles-claim", "default"))
            .build();

    assertThat(settings.text(Setting.KDF_ITERATIONS)).contains("1");
    assertThat(settings.text(Setting.CA_KEY_TYPE)).contains("env");
    assertThat(settings.text(Setting.AUTH)).contains("file");
    assertThat(settings.text(Setting.ROLES_CLAIM)).contains("default");
    assertThat(settings.text(Setting.PSK)).isEmpty();
  }

  @Test
  void fileThatNamesTheDataDirectory_isRejected() throws IOException {
    Path file = Files.writeString(dir.resolve(Settings.FILE_NAME), "latchkey.data-dir=elsewhere\n");

    assertThatThrownBy(() -> builder().build())
        .isInstanceOf(SettingsException.class)
        .hasMessageStartingWith(
            "latchkey.data-dir (from " + file + "): this file is in the data directory")
        .hasMessageContaining("set it as LATCHKEY_DATA_DIR, system property or --data-dir");
  }

  @Test
  void unreadableFile_isRejectedWithReason() throws IOException {
    Path file = Files.writeString(dir.resolve(Settings.FILE_NAME), "latchkey.psk=C:\\user\n");
    assertThatThrownBy(() -> builder().build())
        .isInstanceOf(SettingsException.class)
        .hasMessage(
            "file "
                + file
                + " has a '\\u' without four hex digits after it; write a backslash as two");

    Files.write(file, new byte[] {(byte) 0xff});
    assertThatThrownBy(() -> builder().build())
        .hasMessage("file " + file + " cannot be read: it is not UTF-8 text");

    Files.delete(file);
    Files.createDirectory(file);
    assertThatThrownBy(() -> builder().build())
        .hasMessage("file " + file + " cannot be read: it is a directory");
  }

  @Test
  void unknownName_isRejectedWithTheNearestOne() {
    assertThatThrownBy(() -> with("latchkey.pks", "x"))
        .isInstanceOf(SettingsException.class)
        .hasMessage("Unknown setting latchkey.pks (from init-param); did you mean latchkey.psk?");
    assertThatThrownBy(() -> builder().environment(Map.of("LATCHKEY_OPEN_PATH", "x")))
        .hasMessage(
            "Unknown setting LATCHKEY_OPEN_PATH (from environment);"
                + " did you mean LATCHKEY_OPEN_PATHS?");
  }

  @Test
  void dissimilarName_isRejectedWithoutSuggestion() {
    assertThatThrownBy(() -> builder().environment(Map.of("LATCHKEY_FAVOURITE_COLOUR", "x")))
        .hasMessage(
            "Unknown setting LATCHKEY_FAVOURITE_COLOUR (from environment);"
                + " docs/configuration.md lists all settings");
  }

  @Test
  void serverPort_isRejectedAsFlagOnly() {
    assertThatThrownBy(() -> with("latchkey.port", "8899"))
        .hasMessage(
            "Unknown setting latchkey.port (from init-param);"
                + " it is a flag of the standalone server only: --port");
    assertThatThrownBy(() -> builder().environment(Map.of("LATCHKEY_PORT", "8899")))
        .hasMessageContaining("--port");
  }

  @Test
  void unknownNameInTheFile_isRejected() throws IOException {
    Files.writeString(dir.resolve(Settings.FILE_NAME), "latchkey.clock-skw=PT1S\n");

    assertThatThrownBy(() -> builder().build())
        .hasMessageContaining(Settings.FILE_NAME)
        .hasMessageEndingWith("did you mean latchkey.clock-skew?");
  }

  @Test
  void namesOfOtherProducts_areIgnored() {
    Settings settings =
        builder()
            .source("init-param", Map.of("other.setting", "x", "latchkeyless", "y"))
            .environment(
                Map.of(
                    "LATCHKEY_SERVICE_HOST", "10.0.0.1",
                    "LATCHKEY_PORT", "tcp://10.0.0.1:8900",
                    "LATCHKEY_CA_PORT_8900_TCP_ADDR", "10.0.0.1",
                    "LATCHKEY_CA_SERVICE_PORT_HTTPS", "8900",
                    "LATCHKEY_URL", "https://localhost:8900"))
            .build();

    assertThat(settings.text(Setting.PSK)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\t"})
  void blankValue_isRejected(String blank) {
    assertThatThrownBy(() -> with("latchkey.psk", blank).text(Setting.PSK))
        .hasMessage(
            "latchkey.psk (from init-param): the value is blank;"
                + " set a value or remove the setting");
  }

  @Test
  void mountedSecret_losesOnlyItsLineEnd() throws IOException {
    Path secret = Files.writeString(dir.resolve("psk"), " a secret \r\n");

    assertThat(with("latchkey.psk", "file:" + secret).text(Setting.PSK)).contains(" a secret ");
  }

  @Test
  void inlineSecret_isVerbatimAndOtherTextStripped() {
    assertThat(with("latchkey.psk", " a b ").text(Setting.PSK)).contains(" a b ");
    assertThat(with("latchkey.ca.common-name", " a b ").text(Setting.CA_COMMON_NAME))
        .contains("a b");
  }

  @Test
  void missingFile_isNamed() {
    assertThatThrownBy(() -> with("latchkey.psk", "file:/no/such/file").text(Setting.PSK))
        .hasMessage(
            "latchkey.psk (from init-param): file /no/such/file cannot be read:"
                + " there is no such file");
  }

  @Test
  void hugeOrBinaryFile_isRejected() throws IOException {
    Path huge = Files.write(dir.resolve("huge"), new byte[(1 << 20) + 1]);
    Path binary = Files.write(dir.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xff});

    assertThatThrownBy(() -> with("latchkey.psk", "file:" + huge).text(Setting.PSK))
        .hasMessageEndingWith("is over 1 MiB");
    assertThatThrownBy(() -> with("latchkey.psk", "file:" + binary).text(Setting.PSK))
        .hasMessageEndingWith("it is not UTF-8 text");
  }

  @Test
  void document_isInlineOrAFile() throws IOException {
    String pem = "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n";
    Path file = Files.writeString(dir.resolve("ca.pem"), pem);

    SourcedText inline = with("latchkey.ca.cert", pem).document(Setting.CA_CERT).orElseThrow();
    SourcedText read =
        with("latchkey.ca.cert", file.toString()).document(Setting.CA_CERT).orElseThrow();

    assertThat(inline.origin()).isEqualTo("latchkey.ca.cert");
    assertThat(read.origin()).isEqualTo("file " + file);
    assertThat(read.text()).isEqualTo(pem);
    assertThat(read.toString()).doesNotContain("BEGIN");
  }

  @Test
  void documentInOneLine_isItsPem() {
    String pem = "-----BEGIN PRIVATE KEY-----\n" + "A".repeat(60) + "\n-----END PRIVATE KEY-----\n";
    String line = Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII));

    SourcedText document = with("latchkey.ca.key", line).document(Setting.CA_KEY).orElseThrow();

    assertThat(document.text()).isEqualTo(pem);
    assertThat(document.origin()).isEqualTo("latchkey.ca.key");
  }

  @Test
  void malformedDocument_isRejectedWithoutItsText() {
    String der = "MC4CAQAwBQYDK2VwBCIEI" + "A".repeat(40);

    assertThatThrownBy(() -> with("latchkey.ca.key", der).document(Setting.CA_KEY))
        .hasMessageContaining("latchkey.ca.key")
        .hasMessageContaining("set PEM, its base64 in one line, or the path of a file")
        .hasMessageNotContaining("MC4C");
  }

  @Test
  void documents_areReadInEveryFormWithNames() throws IOException {
    String pem = "-----BEGIN PUBLIC KEY-----\nAA==\n-----END PUBLIC KEY-----\n";
    String base64 = "MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";
    Path file = Files.writeString(dir.resolve("key.pem"), pem);
    Settings settings =
        with(
            "latchkey.public-key",
            " %s , file:%s,a.1=%s,, b=%s, c=%s\n,file:%s"
                .formatted(file, file, file, base64, pem, file));

    List<NamedDocument> documents = settings.documents(Setting.PUBLIC_KEY);

    assertThat(documents)
        .extracting(document -> document.name().orElse("-"))
        .containsExactly("-", "-", "a.1", "b", "c", "-");
    assertThat(documents)
        .extracting(document -> document.document().text().strip())
        .containsExactly(pem.strip(), pem.strip(), pem.strip(), base64, pem.strip(), pem.strip());
    assertThat(documents)
        .extracting(document -> document.document().origin())
        .containsOnly("file " + file, "latchkey.public-key");
    assertThat(builder().build().documents(Setting.PUBLIC_KEY)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
        "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEVngHPMTDvRewPDkeEdGaG1RY6I6Y2LzDQMot91LYxxPT4A==",
        "LS0tLS1CRUdJTiBQVUJMSUMgS0VZLS0tLS0KTUNvd0JRWURLMlZ3QXlFQTExcVlBWUt4Q3JmVlMvN1R5V1E",
      })
  void paddingOfBase64_namesNoDocument(String base64) {
    assertThat(with("latchkey.public-key", base64).documents(Setting.PUBLIC_KEY))
        .singleElement()
        .satisfies(
            document -> {
              assertThat(document.name()).isEmpty();
              assertThat(document.document().text()).isEqualTo(base64);
            });
  }

  @Test
  void documentThatIsMissing_isNamed() {
    assertThatThrownBy(() -> with("latchkey.public-key", "k=/no/key").documents(Setting.PUBLIC_KEY))
        .hasMessage(
            "latchkey.public-key (from init-param): file /no/key cannot be read:"
                + " there is no such file");
    assertThatThrownBy(() -> with("latchkey.public-key", " ").documents(Setting.PUBLIC_KEY))
        .hasMessageContaining("the value is blank");
    assertThatThrownBy(() -> with("latchkey.public-key", ",").documents(Setting.PUBLIC_KEY))
        .hasMessageContaining("the value has no entries");
  }

  @ParameterizedTest
  @CsvSource({
    "https://ca.example.org/x, true",
    "HTTP://[::1]:8900, true",
    "ca.example.org, false",
    "ftp://ca.example.org, false",
    "https://a@ca.example.org, false",
    "https://ca.example.org?x, false"
  })
  void serverUrl_isAnAbsoluteUrlOfHttp(String value, boolean good) {
    Settings settings = with("latchkey.ca.url", value);

    if (good) {
      assertThat(settings.serverUrl(Setting.CA_URL, "http://x"))
          .map(ServerUrl::uri)
          .contains(URI.create(value));
    } else {
      assertThatThrownBy(() -> settings.serverUrl(Setting.CA_URL, "http://x"))
          .isInstanceOf(SettingsException.class)
          .hasMessage(
              "latchkey.ca.url (from init-param): '"
                  + value
                  + "' is not the URL of a server; write for example http://x");
    }
  }

  @ParameterizedTest
  @CsvSource({"PT0S, true", "PT1H, true", "PT1H0.001S, false", "-PT1S, false", "1h, false"})
  void duration_hasARange(String value, boolean good) {
    Settings settings = with("latchkey.clock-skew", value);

    if (good) {
      assertThat(settings.duration(Setting.CLOCK_SKEW, Duration.ZERO, Duration.ofHours(1)))
          .contains(Duration.parse(value));
    } else {
      assertThatThrownBy(
              () -> settings.duration(Setting.CLOCK_SKEW, Duration.ZERO, Duration.ofHours(1)))
          .isInstanceOf(SettingsException.class)
          .hasMessageStartingWith("latchkey.clock-skew (from init-param): '" + value + "' ");
    }
  }

  @ParameterizedTest
  @CsvSource({"1, true", "64, true", "0, false", "65, false", "1.5, false", "many, false"})
  void integer_hasARange(String value, boolean good) {
    Settings settings = with("latchkey.kdf-concurrency", value);

    if (good) {
      assertThat(settings.integer(Setting.KDF_CONCURRENCY, 1, 64)).contains(Integer.valueOf(value));
    } else {
      assertThatThrownBy(() -> settings.integer(Setting.KDF_CONCURRENCY, 1, 64))
          .hasMessageContaining("must be a whole number from 1 to 64");
    }
  }

  @Test
  void word_isOneOfAFew() {
    assertThat(with("latchkey.auth", "disabled").requiresAuthentication()).isFalse();
    assertThat(with("latchkey.auth", "required").requiresAuthentication()).isTrue();
    assertThat(with("latchkey.audience", "a").requiresAuthentication()).isTrue();
    assertThatThrownBy(() -> with("latchkey.auth", "off").requiresAuthentication())
        .hasMessage("latchkey.auth (from init-param): must be required or disabled, not 'off'");
    assertThatThrownBy(() -> with("latchkey.allow-preflight", "yes").flag(Setting.ALLOW_PREFLIGHT))
        .hasMessageContaining("must be true or false, not 'yes'");
  }

  @Test
  void list_isSplitAtCommas() {
    assertThat(with("latchkey.roles-claim", " a, b ,,c").list(Setting.ROLES_CLAIM))
        .contains(List.of("a", "b", "c"));
  }

  @Test
  void errorAboutSecret_doesNotShowIt() {
    Settings settings = with("latchkey.psk", "hush hush");

    assertThat(settings.bad(Setting.PSK, "is too short"))
        .hasMessage("latchkey.psk (from init-param): the value is too short");
  }

  @Test
  void everyName_hasItsEnvironmentVariable() {
    assertThat(Setting.CA_KEY_PASS.environmentName()).isEqualTo("LATCHKEY_CA_KEY_PASS");
    assertThat(Setting.values())
        .allSatisfy(
            setting ->
                assertThat(Setting.inEnvironment(setting.environmentName())).contains(setting));
  }

  @Test
  void applicationDefaults_areReadLastFromClassPath() throws IOException {
    Path resource = dir.resolve(Settings.DEFAULTS_RESOURCE);
    Files.createDirectories(resource.getParent());
    Files.writeString(resource, "latchkey.auth=packed\nlatchkey.roles-claim=packed\n");
    SettingsBuilder builder = builder().source("init-param", Map.of("latchkey.auth", "set"));
    try (URLClassLoader application =
        new URLClassLoader(new URL[] {dir.toUri().toURL()}, getClass().getClassLoader())) {
      Settings settings = builder.defaults(application).build();

      assertThat(settings.text(Setting.AUTH)).contains("set");
      assertThat(settings.text(Setting.ROLES_CLAIM)).contains("packed");
    }
  }

  @Test
  void unknownNameInApplicationDefaults_isRejected() throws IOException {
    Path resource = dir.resolve(Settings.DEFAULTS_RESOURCE);
    Files.createDirectories(resource.getParent());
    Files.writeString(resource, "latchkey.auht=packed\n");
    try (URLClassLoader application =
        new URLClassLoader(new URL[] {dir.toUri().toURL()}, getClass().getClassLoader())) {
      SettingsBuilder builder = builder().defaults(application);

      assertThatThrownBy(builder::build)
          .hasMessageContaining("did you mean latchkey.auth?")
          .hasMessageContaining("application default");
    }
  }
}
