package io.latchkey.samples.secured;

import jakarta.annotation.Resource;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ejb.SessionContext;
import jakarta.ejb.Stateless;

/** An enterprise bean: the server checks the caller's role before each call. */
@Stateless
public class Ledger {
  @Resource SessionContext session;

  /** How much there is, for everybody. */
  @PermitAll
  public int balance() {
    return 42;
  }

  /** Books something, and says who has. */
  @RolesAllowed("service")
  public String book() {
    return "booked by " + session.getCallerPrincipal().getName();
  }

  /** Closes the ledger, and says who has. */
  @RolesAllowed("admin")
  public String close() {
    return "closed by " + session.getCallerPrincipal().getName();
  }
}
