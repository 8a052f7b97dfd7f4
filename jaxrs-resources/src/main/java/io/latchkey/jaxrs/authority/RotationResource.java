package io.latchkey.jaxrs.authority;

import io.latchkey.base.http.StandardRoles;
import io.latchkey.base.net.AuthorityPaths;
import io.latchkey.ca.AuthorityUnavailableException;
import io.latchkey.ca.RotationRejectedException;
import io.latchkey.ca.RotationStatus;
import io.latchkey.jaxrs.ApplicationAuthority;
import io.latchkey.jaxrs.caller.Authentication;
import io.latchkey.jaxrs.caller.Requester;
import io.latchkey.jaxrs.http.RequestBodies;
import io.latchkey.jaxrs.http.RequestBodyLimiter;
import io.latchkey.jaxrs.problem.Rejection;
import io.latchkey.jaxrs.problem.RequestRejectedException;
import io.latchkey.pki.Fingerprint;
import io.latchkey.tokens.json.JsonText;
import io.latchkey.tokens.json.MalformedJsonException;
import io.latchkey.tokens.json.StrictJson;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code POST /ca/rotate}: begins a rotation of the CA, or switches to the announced root. */
@Path(AuthorityPaths.ROTATE)
@Singleton
public class RotationResource {
  private static final RequestBodies BODIES =
      new RequestBodies(
          System::nanoTime, RequestBodyLimiter.Callers.AUTHENTICATED, "body", Rejection.TOO_LARGE);
  private static final String SWITCH = "switch";
  private static final String NOW = "now";

  @Inject ApplicationAuthority authority;
  @Inject Authentication authentication;

  /** For the container, which injects the fields. */
  public RotationResource() {}

  /**
   * Announces a new root. With the JSON body {@code {"switch": "now"}}, the CA also switches to it
   * at once; a root that was announced before can be switched to as well.
   */
  @POST
  @Produces(MediaType.APPLICATION_JSON)
  public Response rotate(
      InputStream body, @Context SecurityContext security, @Context HttpServletRequest http) {
    Requester requester =
        Requester.of(security, http, authentication).requireAny(StandardRoles.ADMIN);
    authority
        .server()
        .ifPresent(
            server -> {
              throw RequestRejectedException.rotationElsewhere(server);
            });
    byte[] content = BODIES.read(body, http, requester.limitKey(http));
    try {
      RotationStatus status = authority.require().rotate(isSwitchNow(content));
      return Response.ok(json(status)).header(HttpHeaders.CACHE_CONTROL, "no-store").build();
    } catch (RotationRejectedException e) {
      throw new RequestRejectedException(Rejection.ROTATION_NOT_POSSIBLE, e.getMessage() + ".");
    } catch (AuthorityUnavailableException e) {
      throw RequestRejectedException.unavailable();
    }
  }

  private static boolean isSwitchNow(byte[] content) {
    if (content.length == 0) {
      return false;
    }
    Map<String, Object> members;
    try {
      members = StrictJson.DOCUMENT.readObject(content);
    } catch (MalformedJsonException e) {
      throw malformed();
    }
    if (members.isEmpty()) {
      return false;
    }
    if (members.size() == 1 && NOW.equals(members.get(SWITCH))) {
      return true;
    }
    throw malformed();
  }

  private static RequestRejectedException malformed() {
    return new RequestRejectedException(
        Rejection.PARAMETER, "The body has to be empty, or the JSON object {\"switch\": \"now\"}.");
  }

  private static String json(RotationStatus status) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("phase", status.phase().wireName());
    members.put("root", Fingerprint.sha256(status.root()));
    status
        .other()
        .ifPresent(
            other ->
                members.put(
                    status.phase() == RotationStatus.Phase.ANNOUNCED
                        ? "announced_root"
                        : "former_root",
                    Fingerprint.sha256(other)));
    status.next().ifPresent(next -> members.put("next_phase_at", next.toString()));
    return JsonText.of(members) + "\n";
  }
}
