package io.latchkey.filter;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.latchkey.settings.Setting;
import io.latchkey.settings.Settings;
import io.latchkey.settings.SettingsException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.springframework.mock.web.MockServletContext;

/**
 * The input is a properties file: it makes an authenticator or one line that says what is wrong.
 */
class ConfigurationFuzzTest {
  private static final String SECRET = "kept-out-of-every-message";

  @FuzzTest(maxDuration = "10m")
  void anyConfiguration_startsOrFailsWithOneLine(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    Map<String, String> values = values(text);
    if (namesFiles(values) || text.contains(SECRET)) {
      return;
    }
    values.putIfAbsent(Setting.PSK.key(), SECRET);
    values.put(Setting.DATA_DIR.key(), "target/no-such-directory");
    try {
      Settings settings = Settings.builder().source("fuzzing", values).build();
      BearerAuthenticator.of(settings, new MockServletContext()).close();
    } catch (SettingsException e) {
      assertThat(e.getMessage()).isNotBlank().doesNotContain(SECRET).doesNotContain("\n", "\r");
    }
  }

  private static Map<String, String> values(String text) {
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(text));
    } catch (IOException | IllegalArgumentException e) {
      properties.clear(); // no properties file; Settings says so where it reads one
    }
    Map<String, String> values = new HashMap<>();
    properties.forEach((name, value) -> values.put(name.toString(), value.toString()));
    return values;
  }

  /** Other people's files are not read, whatever the fuzzer thinks of. */
  private static boolean namesFiles(Map<String, String> values) {
    String keys = values.getOrDefault(Setting.PUBLIC_KEY.key(), "-----BEGIN");
    return !keys.contains("-----BEGIN")
        || values.values().stream().anyMatch(value -> value.contains("file:"));
  }
}
