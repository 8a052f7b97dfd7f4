package io.latchkey.samples.authority;

import io.latchkey.ca.CertificateAuthority;
import jakarta.annotation.security.DenyAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** A resource of the application's own, which uses the authority as any other bean. */
@Path("/authority-name")
@RequestScoped
public class AuthorityNameResource {
  @Inject private CertificateAuthority authority;

  /** The name in the authority's certificate. */
  @GET
  @Produces(MediaType.TEXT_PLAIN)
  public String name() {
    return authority.root().getSubjectX500Principal().getName();
  }

  /** When the authority's certificate expires, for administrators. */
  @GET
  @Path("end")
  @RolesAllowed("admin")
  @Produces(MediaType.TEXT_PLAIN)
  public String end() {
    return authority.root().getNotAfter().toInstant().toString();
  }

  /** For no caller. */
  @GET
  @Path("key")
  @DenyAll
  @Produces(MediaType.TEXT_PLAIN)
  public String key() {
    return authority.root().getPublicKey().getAlgorithm();
  }
}
