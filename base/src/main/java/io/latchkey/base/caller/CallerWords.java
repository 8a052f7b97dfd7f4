package io.latchkey.base.caller;

/** Words in the identity of a caller. Rate limits and the ownership of certificates use them. */
public final class CallerWords {
  /** The name of a caller whose token contains no name. Many callers can share it. */
  public static final String NAMELESS = "service";

  /** The kind of a caller with a component key, which always names its holder. */
  public static final String COMPONENT = "component";

  private CallerWords() {}
}
