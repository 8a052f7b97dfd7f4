package io.latchkey.jaxrs.enrolment;

import io.latchkey.base.net.AuthorityPaths;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Path;

/** {@code POST /.well-known/cmp}: the same as {@code POST /ca/cmp} (RFC 9811 section 3.4). */
@Path(AuthorityPaths.WELL_KNOWN_CMP)
@Singleton
public class WellKnownCmpResource extends CmpResource {
  /** For the container, which injects the fields. */
  public WellKnownCmpResource() {}
}
