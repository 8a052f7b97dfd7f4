package io.latchkey.base.caller;

/**
 * How the texts of component keys begin. The id of a key is public; the secret of a key is not, so
 * that logs are redacted by its beginning.
 */
public final class ComponentKeyText {
  /** All texts of component keys begin with it; the ids of other keys do not. */
  public static final String RESERVED = "lk1";

  /** What precedes the path in the id of a component key. */
  public static final String ID_PREFIX = RESERVED + ".";

  /** What precedes the key and the path in the secret of a component key. */
  public static final String SECRET_PREFIX = RESERVED + "s.";

  private ComponentKeyText() {}
}
