package io.latchkey.security.jwt;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.literal.InjectLiteral;
import jakarta.enterprise.inject.literal.SingletonLiteral;
import jakarta.enterprise.inject.spi.AfterDeploymentValidation;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeforeBeanDiscovery;
import jakarta.enterprise.inject.spi.DeploymentException;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.InjectionPoint;
import jakarta.enterprise.inject.spi.ProcessBean;
import jakarta.enterprise.inject.spi.configurator.AnnotatedTypeConfigurator;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes {@code @Inject JsonWebToken} and {@code @Claim} of MicroProfile JWT 2.1 available if the
 * application contains its API, and stops the start for injection points that cannot work. The
 * container calls it on one thread.
 */
public class JsonWebTokenExtension implements Extension {
  private final List<String> problems = new ArrayList<>();

  /** Called by the container. */
  public JsonWebTokenExtension() {}

  void addProducers(@Observes BeforeBeanDiscovery discovery) {
    if (CallerPrincipal.hasApi()) {
      AnnotatedTypeConfigurator<ClaimProducers> producers =
          discovery.addAnnotatedType(ClaimProducers.class, ClaimProducers.class.getName());
      producers.add(SingletonLiteral.INSTANCE);
      producers.constructors().forEach(each -> each.add(InjectLiteral.INSTANCE));
    }
  }

  void check(@Observes ProcessBean<?> event) {
    if (CallerPrincipal.hasApi()) {
      Bean<?> bean = event.getBean();
      bean.getInjectionPoints().stream().filter(ClaimPoint::isClaim).forEach(this::check);
    }
  }

  private void check(InjectionPoint point) {
    try {
      ClaimPoint claim = ClaimPoint.of(point);
      ClaimScope.problem(point, claim).ifPresent(problems::add);
    } catch (IllegalArgumentException e) {
      problems.add(e.getMessage());
    }
  }

  void report(@Observes AfterDeploymentValidation validation) {
    problems.forEach(problem -> validation.addDeploymentProblem(new DeploymentException(problem)));
  }
}
