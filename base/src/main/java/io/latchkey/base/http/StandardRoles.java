package io.latchkey.base.http;

/** The roles that the resources of this project require. */
public final class StandardRoles {
  /** May request certificates. Callers have it unless their credential says otherwise. */
  public static final String SERVICE = "service";

  /** May read and change everything, such as the certificates of other callers. */
  public static final String ADMIN = "admin";

  private StandardRoles() {}
}
