package io.latchkey.samples.secured;

import jakarta.annotation.Resource;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ejb.SessionContext;
import jakarta.ejb.Stateless;

/** An enterprise bean. The server checks the roles of the caller before each call. */
@Stateless
public class Ledger {
  @Resource SessionContext session;

  /** Returns the balance, to any caller. */
  @PermitAll
  public int balance() {
    return 42;
  }

  /** Makes a booking and returns the name of the caller. */
  @RolesAllowed("service")
  public String book() {
    return "booked by " + session.getCallerPrincipal().getName();
  }

  /** Closes the ledger and returns the name of the caller. */
  @RolesAllowed("admin")
  public String close() {
    return "closed by " + session.getCallerPrincipal().getName();
  }
}
