package io.latchkey.server;

import io.latchkey.filter.BearerTokenFilter;
import io.latchkey.filter.observe.AuthenticationMetrics;
import io.latchkey.filter.observe.AuthenticationStatistics;
import io.latchkey.jaxrs.ApplicationAuthority;
import io.latchkey.jaxrs.AuthorityMetrics;
import io.latchkey.jaxrs.ContextSettings;
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
 * What can be counted and measured here, for Prometheus. For callers with the role {@code metrics}
 * or {@code admin}, or, with {@code latchkey.metrics.open=true}, for everybody.
 */
@Path("/metrics")
@ApplicationScoped
public class MetricsResource {
  private static final String TEXT_FORMAT = "text/plain; version=0.0.4; charset=utf-8";
  private static final String CHALLENGE = "Bearer realm=\"latchkey\"";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private boolean open;

  @Inject ServletContext context;
  @Inject ApplicationAuthority authority;
  @Inject SigningStatistics signatures;

  /** Registers every meter, so that each is there, at 0, before anything has happened. */
  @PostConstruct
  void register() {
    open =
        ContextSettings.of(context).flag(Setting.METRICS_OPEN)
            || "disabled".equals(context.getAttribute(BearerTokenFilter.AUTH_ATTRIBUTE));
    new AuthenticationMetrics(AuthenticationStatistics.of(context)).bindTo(registry);
    new AuthorityMetrics(signatures, authority).bindTo(registry);
    new ServerMetrics(context).bindTo(registry);
  }

  /**
   * Everything, in Prometheus' text format.
   *
   * @throws NotAuthorizedException if it is not open and nobody is authenticated
   * @throws ForbiddenException if the caller has neither role
   */
  @GET
  @Produces(TEXT_FORMAT)
  public String scrape(@Context SecurityContext security) {
    if (!open) {
      check(security);
    }
    return registry.scrape("text/plain");
  }

  private static void check(SecurityContext security) {
    if (security.getUserPrincipal() == null) {
      throw new NotAuthorizedException(CHALLENGE);
    }
    if (!security.isUserInRole("metrics") && !security.isUserInRole("admin")) {
      throw new ForbiddenException();
    }
  }
}
