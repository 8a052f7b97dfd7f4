package io.latchkey.settings;

import io.latchkey.base.text.Utf8;
import io.latchkey.base.text.Utf8.NotUtf8Exception;
import java.io.IOException;
import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

/**
 * Parses the text of a properties file for settings. Each name in such a file must be a known
 * setting and occur only once.
 */
final class PropertiesText {
  private PropertiesText() {}

  /**
   * Parses a file; a byte order mark before the text is ignored.
   *
   * @param origin the name of the file in messages
   * @throws NotUtf8Exception if the bytes are not UTF-8
   * @throws SettingsException if a name occurs twice, or an escape is malformed
   */
  static Map<String, String> parse(String origin, byte[] content) throws NotUtf8Exception {
    Entries entries = new Entries();
    try {
      entries.load(new StringReader(Utf8.decode(content)));
    } catch (NotUtf8Exception e) {
      throw e;
    } catch (IOException e) {
      throw new IllegalStateException("a text in memory cannot be read", e);
    } catch (IllegalArgumentException e) {
      throw new SettingsException(
          "%s has a '\\u' without four hex digits after it; write a backslash as two"
              .formatted(origin));
    }
    if (!entries.twice.isEmpty()) {
      throw new SettingsException(
          "%s sets %s twice; remove one of the two lines"
              .formatted(origin, NameSpelling.shown(entries.twice)));
    }
    return entries.values;
  }

  /** Properties that detect duplicate names. */
  @SuppressWarnings("serial") // never serialized
  private static final class Entries extends Properties {
    private final transient Map<String, String> values = new LinkedHashMap<>();
    private transient String twice = "";

    @Override
    public synchronized Object put(Object name, Object value) {
      String before = values.put(name.toString(), value.toString());
      if (before != null) {
        twice = name.toString();
      }
      return super.put(name, value);
    }
  }
}
