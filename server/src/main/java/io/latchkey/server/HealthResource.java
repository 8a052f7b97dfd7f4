package io.latchkey.server;

import io.latchkey.base.http.ContextAttributes;
import io.latchkey.filter.BearerTokenFilter;
import io.latchkey.server.Readiness.Check;
import io.latchkey.tokens.json.JsonText;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.CacheControl;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Liveness and readiness of the server. */
@Path("/health")
@Produces(MediaType.APPLICATION_JSON)
@ApplicationScoped
public class HealthResource {
  private static final String UP = "UP";
  private static final String DOWN = "DOWN";

  /** With these states of the revocation lists, no certificate is accepted. */
  private static final Set<String> WITHOUT_LIST = Set.of("missing", "expired");

  @Inject Readiness readiness;

  /** Always answers 200 and {@code UP}: a server that answers need not be restarted. */
  @GET
  @Path("/live")
  public Response live() {
    return answer(200, Map.of("status", UP));
  }

  /**
   * Answers 200 and {@code UP} if all checks pass, else 503 and {@code DOWN}. The result for the CA
   * is up to {@value Readiness#KEPT_SECONDS} seconds old.
   *
   * <ul>
   *   <li>{@code store}: the store answers, within two seconds.
   *   <li>{@code signature}: the CA's key signs.
   *   <li>{@code revocation}: the revocations are known.
   *   <li>{@code ca}: the CA certificate has not expired. {@code caDaysLeft} is the number of days
   *       until then.
   *   <li>{@code clock}: the clocks of process and database agree.
   *   <li>{@code auth}: a filter protects the application. The value is {@code required}, {@code
   *       disabled} or, without a filter, {@code missing}.
   *   <li>{@code revocationLists}, only with {@code latchkey.trusted-ca}: the lists are not all
   *       missing or expired; see {@link ContextAttributes#REVOCATION_LISTS}.
   * </ul>
   *
   * <p>If the CA is on this server, {@code rotation} is the phase of the rotation of the CA, {@code
   * nextRotationPhase} is when the next phase begins, and {@code cryptoProvider} is the provider
   * that signs with the CA's key, once it has been checked.
   */
  @GET
  @Path("/ready")
  public Response ready(@Context ServletContext context) {
    Readiness.Found found = readiness.check();
    String auth =
        Objects.toString(context.getAttribute(BearerTokenFilter.AUTH_ATTRIBUTE), "missing");
    Optional<String> lists = revocationLists(context);
    boolean up =
        found.up() && !auth.equals("missing") && lists.filter(WITHOUT_LIST::contains).isEmpty();
    Map<String, Object> checks = new LinkedHashMap<>();
    checks.put("store", word(found.passed(Check.STORE)));
    checks.put("signature", word(found.passed(Check.SIGNATURE)));
    checks.put("revocation", word(found.passed(Check.REVOCATION)));
    checks.put("ca", word(found.passed(Check.AUTHORITY)));
    checks.put("caDaysLeft", found.daysLeft());
    checks.put("clock", word(found.passed(Check.CLOCK)));
    checks.put("auth", auth);
    lists.ifPresent(state -> checks.put("revocationLists", state));
    found
        .rotation()
        .ifPresent(
            rotation -> {
              checks.put("rotation", rotation.phase().wireName());
              rotation.next().ifPresent(next -> checks.put("nextRotationPhase", next.toString()));
            });
    found.cryptoProvider().ifPresent(provider -> checks.put("cryptoProvider", provider));
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("status", word(up));
    body.put("checks", checks);
    return answer(up ? 200 : 503, body);
  }

  private static Optional<String> revocationLists(ServletContext context) {
    return context.getAttribute(ContextAttributes.REVOCATION_LISTS) instanceof Supplier<?> state
        ? Optional.of(String.valueOf(state.get()))
        : Optional.empty();
  }

  private static String word(boolean up) {
    return up ? UP : DOWN;
  }

  private static Response answer(int status, Map<String, ?> body) {
    CacheControl noStore = new CacheControl();
    noStore.setNoStore(true);
    return Response.status(status).cacheControl(noStore).entity(JsonText.of(body) + "\n").build();
  }
}
