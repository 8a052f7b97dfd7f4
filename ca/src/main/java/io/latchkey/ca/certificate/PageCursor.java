package io.latchkey.ca.certificate;

/**
 * Position in the list of certificates, newest first. Its text form is opaque to clients.
 *
 * @param id number of the certificate in the order of signing
 */
public record PageCursor(long id) {
  private static final String FORM = "[1-9a-z][0-9a-z]{0,11}";

  /**
   * Reads the text form.
   *
   * @throws IllegalArgumentException if the text is not the result of {@link #encode}
   */
  public static PageCursor parse(String text) {
    if (!text.matches(FORM)) {
      throw new IllegalArgumentException("after must be the next of an earlier page");
    }
    return new PageCursor(Long.parseLong(text, Character.MAX_RADIX));
  }

  /** Returns the text form: at most 12 digits and lower-case letters. */
  public String encode() {
    return Long.toString(id, Character.MAX_RADIX);
  }
}
