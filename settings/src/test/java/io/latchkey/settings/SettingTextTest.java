package io.latchkey.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The encoding of files and values: byte order marks, UTF-16, and characters that were lost. */
class SettingTextTest {
  private static final String MARK = "\uFEFF";
  private static final String PEM = "-----BEGIN PUBLIC KEY-----\nAA==\n-----END PUBLIC KEY-----\n";

  @TempDir Path dir;

  private SettingsBuilder builder() {
    return Settings.builder().source("test", Map.of("latchkey.data-dir", dir.toString()));
  }

  private Settings with(Setting setting, String value) {
    return builder().source("init-param", Map.of(setting.key(), value)).build();
  }

  private Path file(String content) throws IOException {
    return Files.writeString(dir.resolve("value"), content);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "# a comment\n", "\r\n"})
  void markBeforeTheSettingsFile_isDropped(String before) throws IOException {
    Files.writeString(
        dir.resolve(Settings.FILE_NAME), MARK + before + "latchkey.policy.dns=*.example.org\n");

    assertThat(builder().build().text(Setting.POLICY_DNS)).contains("*.example.org");
  }

  @Test
  void markBeforeApplicationDefaults_isDropped() throws IOException {
    Path resource = dir.resolve(Settings.DEFAULTS_RESOURCE);
    Files.createDirectories(resource.getParent());
    Files.writeString(resource, MARK + "latchkey.policy.dns=*.example.org\n");
    try (URLClassLoader application = new URLClassLoader(new URL[] {dir.toUri().toURL()}, null)) {
      assertThat(builder().defaults(application).build().text(Setting.POLICY_DNS))
          .contains("*.example.org");
      Files.write(resource, new byte[] {(byte) 0xE4});
      assertThatThrownBy(() -> builder().defaults(application))
          .hasMessageEndingWith("cannot be read: it is not UTF-8 text");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Setting.class,
      names = {"PSK", "PREVIOUS_PSK", "JDBC_PASSWORD", "CA_KEY_PASS", "TLS_KEY_PASS", "ISSUER"})
  void markBeforeValueFile_isDropped(Setting setting) throws IOException {
    assertThat(with(setting, "file:" + file(MARK + "a value\n")).text(setting)).contains("a value");
  }

  @Test
  void markBeforeADocument_isDropped() throws IOException {
    Path file = file(MARK + PEM);

    assertThat(with(Setting.CA_CERT, file.toString()).document(Setting.CA_CERT).orElseThrow())
        .extracting(SourcedText::text)
        .isEqualTo(PEM);
    assertThat(with(Setting.PUBLIC_KEY, file.toString()).documents(Setting.PUBLIC_KEY))
        .extracting(document -> document.document().text())
        .containsExactly(PEM);
  }

  @Test
  void markBeforeAValue_isDropped() {
    assertThat(with(Setting.PSK, MARK + "a b").text(Setting.PSK)).contains("a b");
    assertThat(
            builder().environment(Map.of("LATCHKEY_PSK", MARK + "a b")).build().text(Setting.PSK))
        .contains("a b");
    assertThat(with(Setting.CA_CERT, MARK + PEM).document(Setting.CA_CERT).orElseThrow().text())
        .startsWith("-----BEGIN");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16LE", "UTF-16BE"})
  void utf16_isRejected(String charset) throws IOException {
    Path file = dir.resolve("value");
    Files.write(file, (MARK + "a secret").getBytes(charset));
    Settings settings = with(Setting.PSK, "file:" + file);
    assertThatThrownBy(() -> settings.text(Setting.PSK))
        .hasMessage(
            "latchkey.psk (from init-param): file %s cannot be read: it begins with the byte order"
                    .formatted(file)
                + " mark of UTF-16; save it as UTF-8");

    Files.write(file, "a secret".getBytes(charset));
    assertThatThrownBy(() -> settings.text(Setting.PSK)).hasMessageContaining("it has a zero byte");

    Files.write(dir.resolve(Settings.FILE_NAME), (MARK + "latchkey.psk=x").getBytes(charset));
    assertThatThrownBy(() -> builder().build())
        .hasMessageContaining(Settings.FILE_NAME)
        .hasMessageEndingWith("mark of UTF-16; save it as UTF-8");
  }

  @Test
  void textThatIsNotUtf8_isRejected() throws IOException {
    Files.write(
        dir.resolve(Settings.FILE_NAME),
        "latchkey.ca.common-name=K\u00F6nig\n".getBytes(StandardCharsets.ISO_8859_1));

    assertThatThrownBy(() -> builder().build())
        .hasMessageEndingWith("cannot be read: it is not UTF-8 text");
  }

  @ParameterizedTest
  @EnumSource(
      value = Setting.class,
      names = {"PSK", "PREVIOUS_PSK", "JDBC_PASSWORD", "CA_KEY_PASS", "TLS_KEY_PASS", "ISSUER"})
  void lostCharacter_stopsTheStartWithTheReason(Setting setting) {
    String encoding = System.getProperty("sun.jnu.encoding");

    assertThatThrownBy(
            () -> builder().environment(Map.of(setting.environmentName(), "hush p\uFFFD\uFFFD")))
        .isInstanceOf(SettingsException.class)
        .hasMessageStartingWith(setting.key() + " (from environment): the value has the character")
        .hasMessageContaining(encoding)
        .hasMessageContaining("LC_ALL=C.UTF-8")
        .hasMessageNotContaining("hush");
    assertThatThrownBy(() -> builder().source("--psk", Map.of(setting.key(), "\uFFFD")))
        .hasMessageStartingWith(setting.key() + " (from --psk): ");
  }

  @Test
  void otherCharacters_areKept() throws IOException {
    assertThat(with(Setting.PSK, "p\u00E4\u20AC\uD83D\uDD11").text(Setting.PSK))
        .contains("p\u00E4\u20AC\uD83D\uDD11");
    assertThat(with(Setting.PSK, "file:" + file("p\u00E4\uFEFF")).text(Setting.PSK))
        .contains("p\u00E4\uFEFF");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " \n", "\uFEFF\n"})
  void blankFileOfThePreviousKey_meansNone(String blank) throws IOException {
    Settings settings = with(Setting.PREVIOUS_PSK, "file:" + file(blank));

    assertThat(settings.text(Setting.PREVIOUS_PSK)).isEmpty();
    assertThatThrownBy(() -> with(Setting.PSK, "file:" + dir.resolve("value")).text(Setting.PSK))
        .hasMessage(
            "latchkey.psk (from init-param): file %s is blank; write the value into it, or remove"
                    .formatted(dir.resolve("value"))
                + " the setting");
  }

  @Test
  void absentPreviousKeyFile_meansNoneUnlikeUnreadable() throws IOException {
    Path folder = Files.createDirectory(dir.resolve("folder"));
    Path link = dir.resolve("link");
    Files.createSymbolicLink(link, link);

    assertThat(with(Setting.PREVIOUS_PSK, "file:/no/such/file").text(Setting.PREVIOUS_PSK))
        .isEmpty();
    assertThatThrownBy(() -> with(Setting.PSK, "file:/no/such/file").text(Setting.PSK))
        .hasMessageEndingWith("there is no such file");
    for (Path unreadable : new Path[] {folder, link}) {
      assertThatThrownBy(
              () -> with(Setting.PREVIOUS_PSK, "file:" + unreadable).text(Setting.PREVIOUS_PSK))
          .isInstanceOf(SettingsException.class)
          .hasMessageContaining(unreadable.toString());
    }
    assertThatThrownBy(() -> with(Setting.PREVIOUS_PSK, " ").text(Setting.PREVIOUS_PSK))
        .hasMessageContaining("the value is blank");
  }

  @Test
  void values_areNotShown() {
    SettingSource source = SettingSource.ofNames("test", Map.of("latchkey.psk", "c3VycHJpc2U"));
    DocumentEntry entry = DocumentEntry.parse("id=-----BEGIN PRIVATE KEY-----");

    assertThat(source).hasToString("SettingSource[test]");
    assertThat(entry).hasToString("DocumentEntry[name=Optional[id]]");
  }
}
