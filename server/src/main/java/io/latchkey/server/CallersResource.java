package io.latchkey.server;

import io.latchkey.base.http.StandardRoles;
import io.latchkey.filter.observe.AuthenticationStatistics;
import io.latchkey.filter.observe.CallerUse;
import io.latchkey.tokens.json.JsonText;
import jakarta.inject.Singleton;
import jakarta.servlet.ServletContext;
import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotAuthorizedException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * {@code GET /callers}: when each caller last used each key, so that an operator sees which callers
 * still use the previous pre-shared key. The caller needs the role {@code admin}.
 */
@Path("/callers")
@Singleton
public class CallersResource {
  /** Made by the container. */
  public CallersResource() {}

  /**
   * Returns the last uses since the start of the server, newest first, at most 1000.
   *
   * @throws NotAuthorizedException if the caller is not authenticated
   * @throws ForbiddenException if the caller does not have the role {@code admin}
   */
  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public Response list(@Context SecurityContext security, @Context ServletContext context) {
    RequiredRole.check(security, StandardRoles.ADMIN);
    Map<String, Object> body =
        Map.of(
            "callers",
            AuthenticationStatistics.of(context).callers().stream()
                .map(CallersResource::json)
                .toList());
    return Response.ok(JsonText.of(body) + "\n")
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .build();
  }

  private static Map<String, Object> json(CallerUse use) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("kind", use.kind());
    json.put("name", use.name());
    json.put("key", use.key());
    json.put("lastUsed", use.lastUsed().toString());
    use.address().ifPresent(address -> json.put("address", address));
    return json;
  }
}
