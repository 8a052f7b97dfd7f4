package io.latchkey.tokens.component;

import io.latchkey.base.text.Printable;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One segment of a component path: a name and its restrictions. Immutable.
 *
 * @param text the segment as it is written, which is what the key is derived from
 * @param name the name of the component
 * @param restrictions what the segment restricts
 */
public record Segment(String text, String name, Restrictions restrictions) {
  private static final String VALUE = "[!#$&-*\\-./0-9<>-\\[\\]-}]|%[0-9A-Fa-f]{2}";

  /** A value list may be empty here, so that it is rejected as a restriction. */
  private static final Pattern STRUCTURE =
      Pattern.compile(
          "([A-Za-z0-9][A-Za-z0-9._-]{0,63}+)((?:;[A-Za-z0-9-]++=(?:,|" + VALUE + ")*+)*+)");

  /**
   * Reads a segment.
   *
   * @throws ComponentPathException if the text is not a segment, or a restriction is unsupported
   */
  public static Segment parse(String text) {
    Matcher parts = STRUCTURE.matcher(text);
    if (ComponentKey.looksLikeIt(text)) {
      throw ComponentPathException.malformed(
          "This is the secret of a component key, not a segment of a path");
    }
    if (!parts.matches()) {
      throw ComponentPathException.malformed(
          "'%s' is not a segment of a component path; write a name of letters, digits and . _ -, then ;word=value,value for each restriction"
              .formatted(Printable.line(text, 80)));
    }
    String name = parts.group(1);
    return new Segment(text, name, RestrictionText.parse(name, parts.group(2)));
  }

  /**
   * Writes a segment, and percent-encodes the values.
   *
   * @param restrictions the values of each restriction, by its word
   * @throws ComponentPathException as {@link #parse}
   */
  public static Segment of(String name, Map<String, List<String>> restrictions) {
    StringBuilder text = new StringBuilder(name);
    restrictions.forEach(
        (word, values) ->
            text.append(';')
                .append(word)
                .append('=')
                .append(values.stream().map(PercentText::encode).collect(Collectors.joining(","))));
    return parse(text.toString());
  }

  /** Whether the segment has a restriction, including {@code id}. */
  public boolean isRestricted() {
    return text.length() > name.length();
  }
}
