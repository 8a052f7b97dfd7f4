package io.latchkey.jaxrs.application;

import io.latchkey.jaxrs.authority.CertificateAuthorityResource;
import io.latchkey.jaxrs.authority.IssuerResource;
import io.latchkey.jaxrs.authority.OpenApiResource;
import io.latchkey.jaxrs.authority.RotationResource;
import io.latchkey.jaxrs.enrolment.AcmeResource;
import io.latchkey.jaxrs.enrolment.CmpResource;
import io.latchkey.jaxrs.enrolment.EstResource;
import io.latchkey.jaxrs.enrolment.WellKnownCmpResource;
import io.latchkey.jaxrs.problem.MalformedHeaderFilter;
import io.latchkey.jaxrs.problem.ProblemMapper;
import io.latchkey.jaxrs.records.IssuedCertificatesResource;
import io.latchkey.jaxrs.revocation.OcspResource;
import io.latchkey.jaxrs.revocation.RevocationListResource;
import io.latchkey.jaxrs.revocation.RevocationResource;
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
