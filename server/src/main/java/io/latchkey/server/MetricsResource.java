package io.latchkey.server;

import io.latchkey.base.http.ContextAttributes;
import io.latchkey.base.http.StandardRoles;
import io.latchkey.filter.BearerTokenFilter;
import io.latchkey.filter.observe.AuthenticationMetrics;
import io.latchkey.filter.observe.AuthenticationStatistics;
import io.latchkey.jaxrs.ApplicationAuthority;
import io.latchkey.jaxrs.AuthorityMetrics;
import io.latchkey.jaxrs.ContextSettings;
import io.latchkey.jaxrs.OcspStatistics;
import io.latchkey.jaxrs.SigningStatistics;
import io.latchkey.settings.Setting;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContext;
import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotAuthorizedException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.SecurityContext;

/**
 * The metrics for Prometheus. The caller needs the role {@code metrics} or {@code admin}, unless
 * {@code latchkey.metrics.open=true} is set.
 */
@Path("/metrics")
@ApplicationScoped
public class MetricsResource {
  private static final String TEXT_FORMAT = "text/plain; version=0.0.4; charset=utf-8";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private boolean open;

  @Context ServletContext context;
  @Inject ApplicationAuthority authority;
  @Inject SigningStatistics signatures;
  @Inject OcspStatistics ocsp;

  /** Registers every meter, so that each is exposed with the value 0 from the start. */
  @PostConstruct
  void register() {
    open =
        ContextSettings.of(context).flag(Setting.METRICS_OPEN)
            || ContextAttributes.AUTH_DISABLED.equals(
                context.getAttribute(BearerTokenFilter.AUTH_ATTRIBUTE));
    new AuthenticationMetrics(AuthenticationStatistics.of(context)).bindTo(registry);
    new AuthorityMetrics(signatures, ocsp, authority).bindTo(registry);
    new ServerMetrics(context).bindTo(registry);
  }

  /**
   * All metrics in the text format of Prometheus.
   *
   * @throws NotAuthorizedException if the metrics are not open and the caller is not authenticated
   * @throws ForbiddenException if the caller has neither role
   */
  @GET
  @Produces(TEXT_FORMAT)
  public String scrape(@Context SecurityContext security) {
    if (!open) {
      RequiredRole.check(security, "metrics", StandardRoles.ADMIN);
    }
    return registry.scrape("text/plain");
  }
}
