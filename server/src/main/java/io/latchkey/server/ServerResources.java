package io.latchkey.server;

import io.latchkey.jaxrs.CertificateAuthorityResource;
import io.latchkey.jaxrs.IssuedCertificatesResource;
import io.latchkey.jaxrs.MalformedHeaderFilter;
import io.latchkey.jaxrs.ProblemMapper;
import java.util.Set;

/** The Jakarta REST classes of the server, for the {@code Application} of a WAR. */
public final class ServerResources {
  private ServerResources() {}

  /** Every resource, filter and exception mapper, so that no server has to scan for them. */
  public static Set<Class<?>> classes() {
    return Set.of(
        CertificateAuthorityResource.class,
        IssuedCertificatesResource.class,
        MalformedHeaderFilter.class,
        ProblemMapper.class,
        UnexpectedProblemMapper.class,
        HealthResource.class,
        MetricsResource.class,
        WelcomeResource.class);
  }
}
