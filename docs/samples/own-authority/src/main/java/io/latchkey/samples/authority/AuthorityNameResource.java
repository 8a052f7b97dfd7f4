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

/** A resource of the application that uses the certificate authority as a CDI bean. */
@Path("/authority-name")
@RequestScoped
public class AuthorityNameResource {
  @Inject private CertificateAuthority authority;

  /** Returns the subject of the CA certificate. */
  @GET
  @Produces(MediaType.TEXT_PLAIN)
  public String name() {
    return authority.root().getSubjectX500Principal().getName();
  }

  /** Returns the time when the CA certificate expires; requires the role {@code admin}. */
  @GET
  @Path("end")
  @RolesAllowed("admin")
  @Produces(MediaType.TEXT_PLAIN)
  public String end() {
    return authority.root().getNotAfter().toInstant().toString();
  }

  /** Rejects every caller. */
  @GET
  @Path("key")
  @DenyAll
  @Produces(MediaType.TEXT_PLAIN)
  public String key() {
    return authority.root().getPublicKey().getAlgorithm();
  }
}
