package io.latchkey.base.http;

/** The content of a request's {@code Authorization} headers, before it is verified. */
public sealed interface Credentials {

  /**
   * One bearer token, not verified.
   *
   * @param value the text after {@code Bearer} and one space
   */
  record Token(String value) implements Credentials {
    /** Shows nothing of the token. */
    @Override
    public String toString() {
      return "Token[redacted]";
    }
  }

  /**
   * No token that can be verified.
   *
   * @param defect why
   */
  record Unusable(Defect defect) implements Credentials {}

  /** Why there is no token that can be verified. */
  enum Defect {
    /** There is no bearer token. */
    MISSING,
    /** There is more than one set of credentials. */
    AMBIGUOUS,
    /** The header is not {@code Bearer}, one space and a token. */
    MALFORMED
  }
}
