package io.latchkey.enrolment;

import io.latchkey.base.http.StandardRoles;
import io.latchkey.ca.issuance.NamePrivilege;
import java.util.function.Predicate;

/**
 * What the roles of a caller allow when it requests certificates, with {@code POST /ca/sign} or an
 * enrolment protocol.
 */
public final class SigningRoles {
  /** Why a caller without a role for it may not have certificates signed. */
  public static final String REJECTION =
      "The caller needs one of the roles: %s, %s."
          .formatted(StandardRoles.SERVICE, StandardRoles.ADMIN);

  private SigningRoles() {}

  /**
   * Whether a caller may have certificates signed.
   *
   * @param hasRole whether the caller has a role
   */
  public static boolean maySign(Predicate<String> hasRole) {
    return hasRole.test(StandardRoles.SERVICE) || hasRole.test(StandardRoles.ADMIN);
  }

  /**
   * The names that a caller may have beyond those of every caller.
   *
   * @param hasRole whether the caller has a role
   */
  public static NamePrivilege privilege(Predicate<String> hasRole) {
    return hasRole.test(StandardRoles.ADMIN) ? NamePrivilege.OWN_NAMES : NamePrivilege.NONE;
  }
}
