package io.latchkey.sample;

import io.latchkey.jaxrs.CertificateAuthorityResource;
import io.latchkey.jaxrs.IssuedCertificatesResource;
import io.latchkey.jaxrs.MalformedHeaderFilter;
import io.latchkey.jaxrs.ProblemMapper;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Set;

/** Every resource of the WAR, named one by one so that no server has to look for them. */
@ApplicationPath("/")
public class SampleApplication extends Application {
  @Override
  public Set<Class<?>> getClasses() {
    return Set.of(
        CertificateAuthorityResource.class,
        IssuedCertificatesResource.class,
        MalformedHeaderFilter.class,
        ProblemMapper.class,
        UnexpectedProblemMapper.class,
        HealthResource.class,
        MetricsResource.class,
        WelcomeResource.class,
        WhoAmIResource.class);
  }
}
