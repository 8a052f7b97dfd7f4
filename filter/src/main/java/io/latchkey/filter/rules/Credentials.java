package io.latchkey.filter.rules;

/** What a request's {@code Authorization} headers hold, before anybody judges it. */
public sealed interface Credentials {

  /**
   * One bearer token, not looked into.
   *
   * @param value what stands after {@code Bearer} and one space
   */
  record Token(String value) implements Credentials {
    /** Nothing of the token. */
    @Override
    public String toString() {
      return "Token[redacted]";
    }
  }

  /**
   * No token that could be judged.
   *
   * @param problem why
   */
  record Unusable(Problem problem) implements Credentials {}
}
