package io.latchkey.security.jwt;

import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.spi.AnnotatedParameter;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.Decorator;
import jakarta.enterprise.inject.spi.InjectionPoint;
import jakarta.enterprise.inject.spi.Interceptor;
import jakarta.servlet.Filter;
import jakarta.servlet.Servlet;
import java.util.EventListener;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Rejects claims of one request in objects that may handle other requests too: they would give the
 * claims of one caller to another (MicroProfile JWT 2.1 section 7.1.5). Only beans in request scope
 * are known to handle one request. A dependent object, such as an enterprise bean, an interceptor
 * or a helper, lives as long as its owner, which this class does not know.
 */
final class ClaimScope {
  private static final String PROBLEM =
      "%s gets the claim of one request, but %s may handle several requests; use a bean with"
          + " @RequestScoped, or inject a ClaimValue or a Provider";

  private ClaimScope() {}

  /** Returns why the injection point must not get the value of one request. */
  static Optional<String> problem(InjectionPoint point, ClaimPoint claim) {
    return claim.current() || isForOneCall(point)
        ? Optional.empty()
        : longerOwner(point).map(owner -> PROBLEM.formatted(ClaimPoint.describe(point), owner));
  }

  /** Describes the object that keeps the value; empty if the object is in request scope. */
  private static Optional<String> longerOwner(InjectionPoint point) {
    @Nullable Bean<?> bean = point.getBean();
    if (isComponent(point.getMember().getDeclaringClass())
        || (bean != null && isComponent(bean.getBeanClass()))) {
      return Optional.of("a component of servlets");
    }
    if (bean == null) {
      return Optional.of("an object that is no bean");
    }
    if (bean instanceof Interceptor || bean instanceof Decorator) {
      return Optional.of("an interceptor or decorator");
    }
    return bean.getScope() == RequestScoped.class
        ? Optional.empty()
        : Optional.of("a bean with @" + bean.getScope().getSimpleName());
  }

  /** Whether the container resolves the parameter again for each event or each disposal. */
  private static boolean isForOneCall(InjectionPoint point) {
    return point.getAnnotated() instanceof AnnotatedParameter<?> parameter
        && parameter.getDeclaringCallable().getParameters().stream()
            .anyMatch(
                each ->
                    each.isAnnotationPresent(Observes.class)
                        || each.isAnnotationPresent(ObservesAsync.class)
                        || each.isAnnotationPresent(Disposes.class));
  }

  private static boolean isComponent(Class<?> type) {
    return Servlet.class.isAssignableFrom(type)
        || Filter.class.isAssignableFrom(type)
        || EventListener.class.isAssignableFrom(type);
  }
}
