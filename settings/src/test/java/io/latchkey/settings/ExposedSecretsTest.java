package io.latchkey.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Warnings about files with secrets that other users can read. */
@DisabledOnOs(OS.WINDOWS)
class ExposedSecretsTest {
  @TempDir Path dir;

  private Path file(String name, String content, String mode) throws IOException {
    Path file = Files.writeString(dir.resolve(name), content);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  private List<String> warnings(Map<String, String> values) {
    return Settings.builder()
        .source("test", Map.of("latchkey.data-dir", dir.toString()))
        .source("init-param", values)
        .build()
        .exposedSecrets();
  }

  @ParameterizedTest
  @CsvSource({
    "rw-r--r--, 0644",
    "r--r--r--, 0444",
    "rw-rw-rw-, 0666",
    "rw----r--, 0604",
    "rw-------, ''",
    "rw-r-----, ''",
    "rw-rw----, ''",
    "r--------, ''",
    "rwxrwx--x, ''",
  })
  void pskFile_isNamedWithItsMode(String mode, String shown) throws IOException {
    Path file = file("psk", "x", mode);

    List<String> warnings = warnings(Map.of("latchkey.psk", "file:" + file));

    if (shown.isEmpty()) {
      assertThat(warnings).isEmpty();
    } else {
      assertThat(warnings)
          .containsExactly(
              "File %s with the value of latchkey.psk has mode %s, so every user of this host can read it; run: chmod 600 %s"
                  .formatted(file, shown, file));
    }
  }

  @Test
  void fileThatOthersCanWrite_isNamed() throws IOException {
    Path file = file("psk", "x", "rw-----w-");

    assertThat(warnings(Map.of("latchkey.psk", "file:" + file)))
        .singleElement()
        .asString()
        .contains("mode 0602, so every user of this host can replace the content of it");
  }

  @ParameterizedTest
  @CsvSource({
    "latchkey.psk=x",
    "latchkey.previous-psk=x",
    "latchkey.jdbc-password=x",
    "latchkey.ca.key-pass=x",
    "latchkey.tls.key-pass=x",
    "latchkey.ca.key=-----BEGIN PRIVATE KEY-----",
    "'latchkey.jdbc-url=jdbc:postgresql://db/x?user=a&password=b'",
    "latchkey.ca.keystore=pkcs11:?module-path=/lib.so&pin-value=1234",
  })
  void settingsFileWithASecret_isNamed(String line) throws IOException {
    Path file = file(Settings.FILE_NAME, line + "\n", "rw-r--r--");

    assertThat(warnings(Map.of()))
        .singleElement()
        .asString()
        .startsWith("File " + file + " with the value of " + line.substring(0, line.indexOf('=')))
        .endsWith("chmod 600 " + file);
  }

  @Test
  void settingsFileWithSeveralSecrets_givesOneLine() throws IOException {
    file(Settings.FILE_NAME, "latchkey.psk=x\nlatchkey.tls.key-pass=y\n", "rw-r--r--");

    assertThat(warnings(Map.of()))
        .singleElement()
        .asString()
        .contains("with the value of latchkey.psk, latchkey.tls.key-pass has mode 0644");
  }

  @ParameterizedTest
  @CsvSource({
    "latchkey.policy.dns=*.example.org",
    "latchkey.psk=file:/run/secrets/none",
    "latchkey.public-key=/no/file",
    "latchkey.jdbc-url=jdbc:postgresql://db/x",
    "latchkey.ca.keystore=pkcs11:?module-path=/lib.so&pin-source=file:/no/file",
    "latchkey.ca.keystore=pkcs11:?module-path=/lib.so&pin-source=file:",
    "latchkey.ca.keystore=pkcs11:?module-path=/lib.so&pin-source=",
  })
  void settingsFileWithoutASecret_isNot(String line) throws IOException {
    file(Settings.FILE_NAME, line + "\n", "rw-r--r--");

    assertThat(warnings(Map.of())).isEmpty();
  }

  @Test
  void exposedKeyFile_isReportedUnlessPublic() throws IOException {
    Path key = file("tls.key", "x", "rw-r--r--");
    Path publicKey = file("key.pem", "x", "rw-r--r--");

    assertThat(
            warnings(
                Map.of("latchkey.tls.key", key.toString(), "latchkey.public-key", "" + publicKey)))
        .singleElement()
        .asString()
        .contains("latchkey.tls.key has mode 0644");
  }

  @ParameterizedTest
  @CsvSource({
    "latchkey.jdbc-url, jdbc:postgresql://db/x?user=a&password=b",
    "latchkey.ca.keystore, pkcs11:?module-path=/lib.so&pin-value=1234",
    "latchkey.ca.keystore, pkcs11:pin-value=1234;slot-id=1?module-path=/lib.so",
  })
  void fileOfUrlWithASecret_isNamed(String setting, String url) throws IOException {
    Path file = file("url", url + "\n", "rw-r--r--");

    assertThat(warnings(Map.of(setting, "file:" + file)))
        .singleElement()
        .asString()
        .startsWith("File " + file + " with the value of " + setting + " has mode 0644");
  }

  @ParameterizedTest
  @CsvSource({
    "latchkey.jdbc-url, jdbc:postgresql://db/x?user=a",
    "latchkey.ca.keystore, pkcs11:?module-path=/lib.so&pin-source=/no/file",
  })
  void fileOfUrlWithoutASecret_isNot(String setting, String url) throws IOException {
    Path file = file("url", url, "rw-r--r--");

    assertThat(warnings(Map.of(setting, "file:" + file))).isEmpty();
    assertThat(warnings(Map.of(setting, "file:" + file + ".none"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pkcs11:?pin-source=file:%s&module-path=/lib.so",
        "pkcs11:?pin-source=%s&module-path=/lib.so",
        "pkcs11:?pin-source=file%%3A%s&module-path=/lib.so",
        "pkcs11:?module-path=/lib.so&pin-source=%s",
        "pkcs11:pin-source=%s",
        "pkcs11:pin-source=%s;slot-id=1?module-path=/lib.so",
        "pkcs11:slot-id=1;pin-source=file:%s?module-path=/lib.so",
      })
  void exposedPinFile_isNamed(String format) throws IOException {
    Path pin = file("a pin", "1234", "rw-r--r--");
    String uri = format.formatted(pin.toString().replace(" ", "%20"));
    Path holder = file("uri", uri, "rw-------");

    for (String value : List.of(uri, "file:" + holder)) {
      assertThat(warnings(Map.of("latchkey.ca.keystore", value)))
          .containsExactly(
              "File %s with the value of pin-source in latchkey.ca.keystore has mode 0644, so every user of this host can read it; run: chmod 600 %s"
                  .formatted(pin, pin));
    }
  }

  @Test
  void fileOnReadOnlyMount_givesNoWarning() throws IOException {
    Path file = file("psk", "x", "r--r--r--");
    FoundValue value =
        new FoundValue(
            Setting.PSK, new SettingSource("test", Map.of(), Optional.empty()), "file:" + file);

    assertThat(new ExposedSecrets(path -> true).warnings(List.of(value))).isEmpty();
    assertThat(new ExposedSecrets(path -> false).warnings(List.of(value))).hasSize(1);
  }
}
