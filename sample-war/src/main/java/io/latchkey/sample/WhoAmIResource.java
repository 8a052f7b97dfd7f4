package io.latchkey.sample;

import io.latchkey.filter.BearerTokenFilter;
import io.latchkey.tokens.VerifiedToken;
import jakarta.enterprise.context.RequestScoped;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.servlet.ServletContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotAuthorizedException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.Set;

/** Says who the caller's token is: what an application behind Latchkey's filter sees. */
@Path("/whoami")
@RequestScoped
public class WhoAmIResource {
  /**
   * The caller's name, roles (sorted) and what the token was verified with; {@code anonymous} when
   * authentication is disabled and there is no token.
   *
   * @throws NotAuthorizedException if no filter has looked at the request
   */
  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public String whoAmI(@Context SecurityContext security, @Context ServletContext context) {
    if (security.getUserPrincipal() instanceof VerifiedToken caller) {
      return json(caller.name(), caller.roles(), caller.scheme().wireName());
    }
    if ("disabled".equals(context.getAttribute(BearerTokenFilter.AUTH_ATTRIBUTE))) {
      return json("anonymous", Set.of(), "none");
    }
    throw new NotAuthorizedException("Bearer realm=\"latchkey\"");
  }

  private static String json(String name, Set<String> roles, String scheme) {
    JsonArrayBuilder sorted = Json.createArrayBuilder();
    roles.stream().sorted().forEach(sorted::add);
    return Json.createObjectBuilder()
            .add("name", name)
            .add("roles", sorted)
            .add("scheme", scheme)
            .build()
        + "\n";
  }
}
