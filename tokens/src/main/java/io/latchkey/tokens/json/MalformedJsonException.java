package io.latchkey.tokens.json;

/**
 * A text is not a JSON object, or exceeds a limit of {@link StrictJson}. The message is a fixed
 * text that continues a sentence, such as "is not UTF-8", and contains no part of the input. There
 * is no stack trace, because untrusted input causes this exception.
 */
public final class MalformedJsonException extends Exception {
  private static final long serialVersionUID = 1L;

  MalformedJsonException(String problem) {
    super(problem, null, false, false);
  }

  /** The problem, as the end of a sentence that begins with the name of the text. */
  public String problem() {
    return String.valueOf(getMessage());
  }
}
