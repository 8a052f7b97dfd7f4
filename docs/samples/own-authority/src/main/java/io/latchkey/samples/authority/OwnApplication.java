package io.latchkey.samples.authority;

import io.latchkey.jaxrs.CertificateAuthorityResource;
import io.latchkey.jaxrs.IssuedCertificatesResource;
import io.latchkey.jaxrs.MalformedHeaderFilter;
import io.latchkey.jaxrs.ProblemMapper;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Set;

/** The application's own class, which publishes the authority's resources beside its own. */
@ApplicationPath("/")
public class OwnApplication extends Application {
  @Override
  public Set<Class<?>> getClasses() {
    return Set.of(
        CertificateAuthorityResource.class,
        IssuedCertificatesResource.class,
        MalformedHeaderFilter.class,
        ProblemMapper.class,
        AuthorityNameResource.class);
  }
}
