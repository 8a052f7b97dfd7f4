package io.latchkey.sample;

import io.latchkey.ca.CertificateAuthority;
import io.latchkey.filter.BearerTokenFilter;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.servlet.ServletContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.CacheControl;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Objects;

/** Whether the server lives, and whether it can do its work. */
@Path("/health")
@Produces(MediaType.APPLICATION_JSON)
@RequestScoped
public class HealthResource {
  private static final String UP = "UP";
  private static final String DOWN = "DOWN";

  @Inject CertificateAuthority authority;

  /** Always up: whoever gets an answer at all need not restart the server. */
  @GET
  @Path("/live")
  public Response live() {
    return answer(200, Json.createObjectBuilder().add("status", UP).build().toString());
  }

  /**
   * Up, 200, when the store answers and a filter guards the application; else 503. {@code auth}
   * says {@code required}, {@code disabled} or, when there is no filter, {@code missing}.
   */
  @GET
  @Path("/ready")
  public Response ready(@Context ServletContext context) {
    boolean store = authority.isReady();
    String auth =
        Objects.toString(context.getAttribute(BearerTokenFilter.AUTH_ATTRIBUTE), "missing");
    boolean up = store && !auth.equals("missing");
    String body =
        Json.createObjectBuilder()
            .add("status", up ? UP : DOWN)
            .add(
                "checks",
                Json.createObjectBuilder().add("store", store ? UP : DOWN).add("auth", auth))
            .build()
            .toString();
    return answer(up ? 200 : 503, body);
  }

  private static Response answer(int status, String body) {
    CacheControl noStore = new CacheControl();
    noStore.setNoStore(true);
    return Response.status(status).cacheControl(noStore).entity(body).build();
  }
}
