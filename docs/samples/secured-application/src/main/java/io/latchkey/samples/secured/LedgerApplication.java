package io.latchkey.samples.secured;

import io.latchkey.security.BearerTokenAuthenticationMechanismDefinition;
import jakarta.annotation.security.DeclareRoles;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/**
 * The application and the authentication of its callers. The pre-shared key is configured outside
 * the application.
 */
@ApplicationPath("/")
@BearerTokenAuthenticationMechanismDefinition(openPaths = "${ledgerSettings.openPaths}")
@DeclareRoles({"service", "admin"})
public class LedgerApplication extends Application {}
