package io.latchkey.settings;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The content of a setting that names or holds a document, such as a PEM file.
 *
 * @param origin what to call it in a message: {@code file /etc/ca.pem}, or the setting's name when
 *     the value itself is the document
 * @param text the content; possibly secret, so never shown by {@link #toString}
 * @param file the file it was read from, when it came from one
 */
public record SourcedText(String origin, String text, Optional<Path> file) {
  @Override
  public String toString() {
    return "SourcedText[origin=" + origin + "]";
  }
}
