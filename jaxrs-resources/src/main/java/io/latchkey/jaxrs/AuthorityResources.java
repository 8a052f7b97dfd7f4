package io.latchkey.jaxrs;

import java.util.Set;

/**
 * The Jakarta REST classes of the certificate authority, for an application that lists its classes:
 *
 * <pre>{@code
 * @Override
 * public Set<Class<?>> getClasses() {
 *   Set<Class<?>> classes = new HashSet<>(AuthorityResources.classes());
 *   classes.add(OrdersResource.class);
 *   return classes;
 * }
 * }</pre>
 */
public final class AuthorityResources {
  private AuthorityResources() {}

  /** The resources, the filter and the exception mapper; unmodifiable. */
  public static Set<Class<?>> classes() {
    return Set.of(
        AcmeResource.class,
        CertificateAuthorityResource.class,
        CmpResource.class,
        EstResource.class,
        IssuedCertificatesResource.class,
        IssuerResource.class,
        MalformedHeaderFilter.class,
        OcspResource.class,
        OpenApiResource.class,
        ProblemMapper.class,
        RevocationListResource.class,
        RevocationResource.class,
        RotationResource.class,
        WellKnownCmpResource.class);
  }
}
