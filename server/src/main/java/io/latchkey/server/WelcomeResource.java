package io.latchkey.server;

import io.latchkey.base.http.ContextAttributes;
import io.latchkey.filter.BearerTokenFilter;
import io.latchkey.jaxrs.ApplicationAuthority;
import io.latchkey.pki.Fingerprint;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.Map;

/** The welcome page: what is running, and the first commands to try. */
@Path("/")
@ApplicationScoped
public class WelcomeResource {
  private static final WelcomePage PAGE = WelcomePage.load();

  @Inject ApplicationAuthority authority;

  /** The page, in HTML. */
  @GET
  @Produces("text/html; charset=UTF-8")
  public Response welcome(@Context UriInfo uri, @Context ServletContext context) {
    boolean disabled =
        ContextAttributes.AUTH_DISABLED.equals(
            context.getAttribute(BearerTokenFilter.AUTH_ATTRIBUTE));
    X509Certificate root = authority.trusted().root();
    Map<String, String> values =
        Map.of(
            "url", withoutSlash(uri.getBaseUri()),
            "signer", withoutSlash(authority.server().orElseGet(uri::getBaseUri)),
            "fingerprint", Fingerprint.sha256(root),
            "subject", root.getSubjectX500Principal().getName(),
            "expires", root.getNotAfter().toInstant().toString(),
            "auth", disabled ? "disabled: every request is accepted" : "required");
    return Response.ok(PAGE.html(values))
        .header("Content-Security-Policy", PAGE.contentSecurityPolicy())
        .header("X-Content-Type-Options", "nosniff")
        .header("Referrer-Policy", "no-referrer")
        .header("Cache-Control", "no-store")
        .build();
  }

  private static String withoutSlash(URI base) {
    return base.toString().replaceFirst("/+$", "");
  }
}
