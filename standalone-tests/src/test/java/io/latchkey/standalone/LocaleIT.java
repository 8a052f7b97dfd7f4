package io.latchkey.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings of the real process whose characters or names do not arrive as they were written. */
class LocaleIT {
  private static final String SECRET = "p\u00E4\u00DFwort of some length";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "LATCHKEY_PSK",
        "LATCHKEY_PREVIOUS_PSK",
        "LATCHKEY_CA_KEY_PASS",
        "LATCHKEY_TLS_KEY_PASS",
        "LATCHKEY_JDBC_PASSWORD"
      })
  void undecodableSecretInEnvironment_exits1WithReason(String variable) {
    String setting = variable.toLowerCase(java.util.Locale.ROOT).replaceFirst("_", ".");
    String name =
        setting.replace("ca_key_", "ca.key-").replace("tls_key_", "tls.key-").replace('_', '-');
    assertFails(
        name + " (from environment): the value has the character U+FFFD", Map.of(variable, SECRET));
  }

  @Test
  void undecodableSecretInFlag_exits1WithReason() {
    assertFails("the value has the character U+FFFD", Map.of(), "--psk", SECRET);
    assertFails("the value has the character U+FFFD", Map.of(), "--ca-cert-key-pass", SECRET);
  }

  @Test
  void byteOrderMarkInSettingsFile_isDropped() throws Exception {
    Path file = folder.resolve("latchkey.properties");
    Files.writeString(file, "\uFEFFlatchkey.data-dir=/elsewhere\n");

    assertFails("latchkey.data-dir (from " + file, Map.of());
  }

  @Test
  void nonAsciiName_exits1AndIsEscaped() throws Exception {
    Path file = folder.resolve("latchkey.properties");
    Files.writeString(file, "l\u0430tchkey.policy.dns=*.example.org\n");

    assertFails(
        "Unknown setting l\\u0430tchkey.policy.dns (from %s); did you mean latchkey.policy.dns?"
            .formatted(file),
        Map.of());
  }

  private void assertFails(String message, Map<String, String> environment, String... flags) {
    Map<String, String> posix = new HashMap<>(environment);
    posix.put("LC_ALL", "C");
    List<String> arguments = new java.util.ArrayList<>(List.of(flags));
    arguments.addAll(List.of("--port", "0", "--data-dir", folder.toString()));
    try (LatchkeyProcess failed = LatchkeyProcess.launch(posix, arguments.toArray(String[]::new))) {
      assertThat(failed.exitStatus()).isEqualTo(1);
      assertThat(failed.stderr().lines())
          .singleElement()
          .asString()
          .contains(message)
          .doesNotContain("of some length");
    }
  }
}
