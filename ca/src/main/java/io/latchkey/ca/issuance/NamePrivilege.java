package io.latchkey.ca.issuance;

/** Rules on names that do not apply to a caller. */
public enum NamePrivilege {
  /** The name policy applies, and names of the server that runs the CA are rejected. */
  NONE,
  /**
   * The name policy applies, and names of the server that runs the CA are allowed. For callers with
   * role {@code admin}.
   */
  OWN_NAMES,
  /**
   * The name policy does not apply, and names of the server that runs the CA are allowed. For the
   * certificate of that server only.
   */
  SERVER
}
