package io.latchkey.settings;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The content of a document in a setting, such as a PEM file.
 *
 * @param origin the name for messages: {@code file /etc/ca.pem}, or the name of the setting for an
 *     inline document
 * @param text the content, which may be secret and is not shown by {@link #toString}
 * @param file the file of the document; empty for an inline document
 */
public record SourcedText(String origin, String text, Optional<Path> file) {
  @Override
  public String toString() {
    return "SourcedText[origin=" + origin + "]";
  }
}
