package io.latchkey.jaxrs.authority;

import io.latchkey.base.net.AuthorityPaths;
import io.latchkey.jaxrs.caller.Authentication;
import io.latchkey.jaxrs.caller.Requester;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** {@code GET /ca/openapi.json}: describes the resources below {@code /ca} (OpenAPI 3.1). */
@Path(AuthorityPaths.OPENAPI)
@Singleton
public class OpenApiResource {
  private static final String DOCUMENT = load();

  @Inject Authentication authentication;

  /** For the container, which injects the field. */
  public OpenApiResource() {}

  /** Returns the document to an authenticated caller with any role. */
  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public String document(@Context SecurityContext security, @Context HttpServletRequest http) {
    Requester.of(security, http, authentication);
    return DOCUMENT;
  }

  static String load() {
    try (InputStream content = OpenApiResource.class.getResourceAsStream("openapi.json")) {
      return new String(
          Objects.requireNonNull(content, "openapi.json").readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("openapi.json in latchkey-jaxrs-resources is unreadable", e);
    }
  }
}
