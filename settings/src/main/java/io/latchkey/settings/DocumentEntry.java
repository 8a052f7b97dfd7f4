package io.latchkey.settings;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An entry of a list of documents: {@code [name=]document}. The document is PEM, one line of
 * base64, or a path with or without {@code file:}. It is not read yet.
 */
record DocumentEntry(Optional<String> name, String value) {
  static final String FILE_PREFIX = "file:";
  static final String PEM_MARK = "-----BEGIN";

  /** A name and a document. The text after the sign must be more than base64 padding. */
  private static final Pattern NAMED =
      Pattern.compile("([A-Za-z0-9._-]{1,128})=(?!=?$)(.+)", Pattern.DOTALL);

  /** Base64 that begins like a DER SEQUENCE or PEM and is too long for a path. */
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
   * Returns the PEM of an inline document.
   *
   * @throws SettingsException if the document is base64 of something else
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
                    "the value is base64 of something other than PEM; set PEM, its base64 in one"
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

  /** Does not show the document, which may be a private key. */
  @Override
  public String toString() {
    return "DocumentEntry[name=" + name + "]";
  }
}
