package io.latchkey.ca;

/** Which rules on names are lifted for a caller. */
public enum NamePrivilege {
  /** The name policy holds, and the names of the CA's own server are rejected. */
  NONE,
  /** The name policy holds; the names of the CA's own server are signed. For role {@code admin}. */
  OWN_NAMES,
  /**
   * The name policy does not hold and the names of the CA's own server are signed. For the
   * certificate of that server only.
   */
  SERVER
}
