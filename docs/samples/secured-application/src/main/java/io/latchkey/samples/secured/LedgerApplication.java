package io.latchkey.samples.secured;

import io.latchkey.security.BearerTokenAuthenticationMechanismDefinition;
import jakarta.annotation.security.DeclareRoles;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/**
 * The application, and how its callers are authenticated; the pre-shared key comes from outside.
 */
@ApplicationPath("/")
@BearerTokenAuthenticationMechanismDefinition(openPaths = "${ledgerSettings.openPaths}")
@DeclareRoles({"service", "admin"})
public class LedgerApplication extends Application {}
