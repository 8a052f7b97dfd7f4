package io.latchkey.base.http;

/** The content of a request's {@code Authorization} headers, before it is verified. */
public sealed interface Credentials {

  /**
   * One bearer token, not verified. Refers to the value of the header, because a copy of the token
   * for each request would cost more than its other objects.
   *
   * @param header the value of the header, such as {@code Bearer eyJ…}
   * @param start the index at which the token begins; it ends at the end of the header
   */
  record Token(String header, int start) implements Credentials {
    /** Creates a token without a header. */
    public Token(String value) {
      this(value, 0);
    }

    /** The token: the text after {@code Bearer} and one space. */
    public String value() {
      return header.substring(start);
    }

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
