package io.latchkey.ca;

/**
 * A PEM document and its source.
 *
 * @param text the document; it can be secret, so {@link #toString} does not contain it
 * @param origin name of the source in messages, such as {@code file /etc/latchkey/ca.key}
 */
public record PemText(String text, String origin) {
  @Override
  public String toString() {
    return "PemText[origin=" + origin + "]";
  }
}
