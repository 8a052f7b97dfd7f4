package io.latchkey.server;

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

  @Inject Readiness readiness;

  /** Always up: whoever gets an answer at all need not restart the server. */
  @GET
  @Path("/live")
  public Response live() {
    return answer(200, Json.createObjectBuilder().add("status", UP).build() + "\n");
  }

  /**
   * Up, 200, when the store answers, the CA's key signs, its certificate has not ended, the clocks
   * of process and database agree, and a filter guards the application; else 503. What is said of
   * the CA is up to {@value Readiness#KEPT_SECONDS} seconds old; a store that lets it wait for
   * longer than two seconds is down. {@code auth} says {@code required}, {@code disabled} or, when
   * there is no filter, {@code missing}.
   */
  @GET
  @Path("/ready")
  public Response ready(@Context ServletContext context) {
    Readiness.Found found = readiness.look();
    String auth =
        Objects.toString(context.getAttribute(BearerTokenFilter.AUTH_ATTRIBUTE), "missing");
    boolean up = found.up() && !auth.equals("missing");
    String body =
        Json.createObjectBuilder()
                .add("status", word(up))
                .add(
                    "checks",
                    Json.createObjectBuilder()
                        .add("store", word(found.store()))
                        .add("signature", word(found.signature()))
                        .add("ca", word(found.authority()))
                        .add("caDaysLeft", found.daysLeft())
                        .add("clock", word(found.clock()))
                        .add("auth", auth))
                .build()
            + "\n";
    return answer(up ? 200 : 503, body);
  }

  private static String word(boolean up) {
    return up ? UP : DOWN;
  }

  private static Response answer(int status, String body) {
    CacheControl noStore = new CacheControl();
    noStore.setNoStore(true);
    return Response.status(status).cacheControl(noStore).entity(body).build();
  }
}
