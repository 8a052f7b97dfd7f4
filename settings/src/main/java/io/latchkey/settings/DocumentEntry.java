package io.latchkey.settings;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One entry of a list of documents, not read yet: {@code [name=]document}, where the document is
 * PEM, one line of base64, or a path with or without {@code file:}.
 */
record DocumentEntry(Optional<String> name, String value) {
  static final String FILE_PREFIX = "file:";
  static final String PEM_MARK = "-----BEGIN";

  /** What comes after the sign is more than the padding of base64. */
  private static final Pattern NAMED =
      Pattern.compile("([A-Za-z0-9._-]{1,128})=(?!=?$)(.+)", Pattern.DOTALL);

  /** Base64 of what begins as DER's SEQUENCE or as PEM does, too long to be meant as a path. */
  private static final Pattern ONE_LINE =
      Pattern.compile("(?:M[A-P]|LS0tLS1CRUdJTi)[A-Za-z0-9+/]{40,}={0,2}");

  static DocumentEntry parse(String entry) {
    Matcher named = NAMED.matcher(entry);
    return named.matches()
        ? new DocumentEntry(Optional.of(named.group(1)), named.group(2).strip())
        : new DocumentEntry(Optional.empty(), entry);
  }

  boolean isInline() {
    return value.startsWith(PEM_MARK) || ONE_LINE.matcher(value).matches();
  }

  /**
   * The PEM that an inline document is, or is the base64 of.
   *
   * @throws SettingsException if it is base64 of something else
   */
  SourcedText pem(SettingName setting, String source) {
    return decoded()
        .filter(text -> text.startsWith(PEM_MARK))
        .map(text -> new SourcedText(setting.key(), text, Optional.empty()))
        .orElseThrow(
            () ->
                SettingsException.of(
                    setting,
                    source,
                    "the value is base64 of something else than PEM; give PEM, its base64 in one"
                        + " line, or the path of a file"));
  }

  private Optional<String> decoded() {
    if (value.startsWith(PEM_MARK)) {
      return Optional.of(value);
    }
    try {
      return Optional.of(new String(Base64.getDecoder().decode(value), StandardCharsets.US_ASCII));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  boolean isUrl() {
    return value.startsWith("https://") || value.startsWith("http://");
  }

  /** The path of a document that is not inline. */
  String path() {
    return value.startsWith(FILE_PREFIX) ? value.substring(FILE_PREFIX.length()) : value;
  }
}
