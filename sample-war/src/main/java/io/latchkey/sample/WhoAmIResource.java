package io.latchkey.sample;

import io.latchkey.base.http.BearerChallenge;
import io.latchkey.filter.BearerTokenFilter;
import io.latchkey.tokens.VerifiedToken;
import io.latchkey.tokens.json.JsonText;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotAuthorizedException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Returns the authenticated caller, as an application behind the filter sees it. */
@Path("/whoami")
@Singleton
public class WhoAmIResource {
  /** Made by the container. */
  public WhoAmIResource() {}

  /**
   * The name and roles (sorted) of the caller, and how the token was verified; {@code anonymous} if
   * authentication is disabled and there is no token.
   *
   * @throws NotAuthorizedException if no filter authenticated the request
   */
  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public Response whoAmI(@Context HttpServletRequest request) {
    if (request.getUserPrincipal() instanceof VerifiedToken caller) {
      return json(caller.name(), caller.roles(), caller.scheme().wireName());
    }
    if ("disabled"
        .equals(request.getServletContext().getAttribute(BearerTokenFilter.AUTH_ATTRIBUTE))) {
      return json("anonymous", Set.of(), "none");
    }
    throw new NotAuthorizedException(BearerChallenge.MISSING);
  }

  private static Response json(String name, Set<String> roles, String scheme) {
    Map<String, Object> caller = new LinkedHashMap<>();
    caller.put("name", name);
    caller.put("roles", new TreeSet<>(roles));
    caller.put("scheme", scheme);
    // With the type in the response RESTEasy does not search for one.
    return Response.ok(JsonText.of(caller) + "\n", MediaType.APPLICATION_JSON_TYPE).build();
  }
}
