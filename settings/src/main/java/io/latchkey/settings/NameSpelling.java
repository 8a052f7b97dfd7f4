package io.latchkey.settings;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Detects misspelled names of settings: names with a byte order mark, a space or another separator,
 * another case, or look-alike letters of another script. Such a name is an error, because its value
 * would be ignored silently.
 */
final class NameSpelling {
  private static final String PRODUCT = "latchkey";
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._-]*");
  private static final int MAX_SHOWN = 200;

  /** Pairs of a character and the ASCII letter that it resembles. */
  private static final String LOOK_ALIKE =
      "аaсcеeһhкkуyүyтtӏlнhіiоoрpѕsԁdјjхxмmвbгr" // Cyrillic
          + "αaςcεeηhκkτtυyιiοoρpνvχx" // Greek
          + "ɑaȼcħhıiƙkłlǀlŧtɡgհhօoսu|l";

  private static final Map<Integer, Integer> LETTERS = letters();
  private static final Set<String> KNOWN =
      Stream.of(Setting.values())
          .map(setting -> withDots(setting.key()))
          .collect(Collectors.toUnmodifiableSet());

  private NameSpelling() {}

  private static Map<Integer, Integer> letters() {
    Map<Integer, Integer> letters = new HashMap<>();
    for (int i = 0; i < LOOK_ALIKE.length(); i += 2) {
      letters.put((int) LOOK_ALIKE.charAt(i), (int) LOOK_ALIKE.charAt(i + 1));
    }
    return Map.copyOf(letters);
  }

  /** Whether an unknown name is a misspelled name of a setting. */
  static boolean isMeantAsSetting(String name) {
    String read = asRead(name);
    if (!PLAIN.matcher(name).matches()) {
      return read.contains(PRODUCT);
    }
    String dotted = withDots(read);
    return read.startsWith(PRODUCT + ".")
        || KNOWN.contains(dotted)
        || dotted.startsWith(IssuerSetting.PREFIX);
  }

  /** The name with ASCII letters for look-alike characters, in lower case. */
  static String asRead(String name) {
    StringBuilder read = new StringBuilder();
    Normalizer.normalize(name, Normalizer.Form.NFKD)
        .toLowerCase(Locale.ROOT)
        .codePoints()
        .filter(c -> !isInvisible(c))
        .forEach(c -> read.appendCodePoint(LETTERS.getOrDefault(c, c)));
    return read.toString();
  }

  private static boolean isInvisible(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SPACE_SEPARATOR,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.NON_SPACING_MARK,
          Character.ENCLOSING_MARK,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          true;
      default -> codePoint == 0x115F || codePoint == 0x1160 || codePoint == 0x3164;
    };
  }

  /** The likely key for a misspelled name, with dots between its first words. */
  static String asKey(String name) {
    String read = asRead(name).replaceFirst("^[^a-z]+", "");
    return read.startsWith(PRODUCT)
        ? PRODUCT + "." + read.substring(PRODUCT.length()).replaceFirst("^[^a-z]+", "")
        : PRODUCT + "." + read;
  }

  private static String withDots(String name) {
    return name.replace('-', '.').replace('_', '.');
  }

  /** The name for messages: all characters except visible ASCII are escaped. */
  static String shown(String name) {
    StringBuilder shown = new StringBuilder();
    name.chars()
        .limit(MAX_SHOWN)
        .forEach(c -> shown.append(c > 0x20 && c < 0x7F ? "" + (char) c : "\\u%04x".formatted(c)));
    return shown + (name.length() > MAX_SHOWN ? "..." : "");
  }
}
