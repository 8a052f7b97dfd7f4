package io.latchkey.jaxrs;

import jakarta.inject.Singleton;
import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/**
 * Answers a refused request with a problem body (RFC 9457) and a challenge (RFC 6750 section 3).
 * The one place here that knows status codes.
 */
@Provider
@Singleton
public final class ProblemMapper implements ExceptionMapper<RequestRefusedException> {
  private static final String CHALLENGE = "Bearer realm=\"latchkey\"";
  private static final String RETRY_AFTER_SECONDS = "5";

  /** For the container. */
  public ProblemMapper() {}

  @Override
  public Response toResponse(RequestRefusedException refused) {
    Refusal refusal = refused.refusal();
    int status = status(refusal);
    Response.ResponseBuilder response =
        Response.status(status)
            .type("application/problem+json")
            .header(HttpHeaders.CACHE_CONTROL, "no-store")
            .entity(body(refused, status));
    if (status == 401) {
      response.header(HttpHeaders.WWW_AUTHENTICATE, challenge(refusal));
    } else if (refusal == Refusal.ROLE) {
      response.header(HttpHeaders.WWW_AUTHENTICATE, CHALLENGE + ", error=\"insufficient_scope\"");
    } else if (refusal == Refusal.UNAVAILABLE) {
      response.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
    }
    return response.build();
  }

  private static int status(Refusal refusal) {
    return switch (refusal) {
      case CSR_MALFORMED, CSR_SIGNATURE, PARAMETER -> 400;
      case MISSING, MALFORMED_TOKEN, CSR_BINDING, REPLAYED -> 401;
      case ROLE, NAME_NOT_ALLOWED -> 403;
      case NOT_FOUND -> 404;
      case CSR_TOO_LARGE -> 413;
      case KEY_TOO_WEAK,
          WEAK_SIGNATURE,
          EXTENSION_NOT_ALLOWED,
          NAME_INVALID,
          TOO_MANY_NAMES,
          NOTHING_TO_CERTIFY,
          VALIDITY ->
          422;
      case UNAVAILABLE -> 503;
    };
  }

  private static String challenge(Refusal refusal) {
    return refusal == Refusal.MISSING ? CHALLENGE : CHALLENGE + ", error=\"invalid_token\"";
  }

  private static String body(RequestRefusedException refused, int status) {
    JsonObjectBuilder body =
        Json.createObjectBuilder()
            .add("type", "about:blank")
            .add("title", title(status))
            .add("status", status)
            .add("detail", refused.detail())
            .add("reason", refused.refusal().wireName());
    refused.name().ifPresent(name -> body.add("name", name));
    return body.build().toString();
  }

  private static String title(int status) {
    return switch (status) {
      case 413 -> "Content Too Large";
      case 422 -> "Unprocessable Content";
      default -> Response.Status.fromStatusCode(status).getReasonPhrase();
    };
  }
}
