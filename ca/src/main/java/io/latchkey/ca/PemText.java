package io.latchkey.ca;

/**
 * A PEM document and where it is from.
 *
 * @param text the document; possibly secret, so never shown by {@link #toString}
 * @param origin what messages call it, such as {@code file /etc/latchkey/ca.key}
 */
public record PemText(String text, String origin) {
  @Override
  public String toString() {
    return "PemText[origin=" + origin + "]";
  }
}
