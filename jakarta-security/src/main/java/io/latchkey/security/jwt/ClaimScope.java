package io.latchkey.security.jwt;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.ConversationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.InjectionPoint;
import jakarta.inject.Singleton;
import jakarta.servlet.Filter;
import jakarta.servlet.Servlet;
import java.lang.annotation.Annotation;
import java.util.EventListener;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rejects claims of one request in objects that handle other requests too: they would give the
 * claims of one caller to another (MicroProfile JWT 2.1 section 7.1.5).
 */
final class ClaimScope {
  private static final Logger LOGGER = LoggerFactory.getLogger(ClaimScope.class);

  private static final Set<Class<? extends Annotation>> LONGER =
      Set.of(
          ApplicationScoped.class, SessionScoped.class, ConversationScoped.class, Singleton.class);

  private static final String PROBLEM =
      "%s gets the claim of one request, but %s handles several requests; inject a ClaimValue or a"
          + " Provider instead";

  private ClaimScope() {}

  /**
   * Returns why the injection point must not get the value of one request. Logs a warning for a
   * scope that is unknown.
   */
  static Optional<String> problem(InjectionPoint point, ClaimPoint claim) {
    @Nullable Bean<?> bean = point.getBean();
    Class<?> owner = point.getMember().getDeclaringClass();
    if (claim.current()) {
      return Optional.empty();
    }
    if (isComponent(owner)) {
      return Optional.of(PROBLEM.formatted(ClaimPoint.describe(point), "a component of servlets"));
    }
    Class<? extends Annotation> scope = bean == null ? Dependent.class : bean.getScope();
    if (LONGER.contains(scope)) {
      return Optional.of(
          PROBLEM.formatted(ClaimPoint.describe(point), "a bean with @" + scope.getSimpleName()));
    }
    return Optional.empty();
  }

  /** Logs a warning for a scope of which it is unknown whether it is longer than a request. */
  static void warn(InjectionPoint point, ClaimPoint claim) {
    @Nullable Bean<?> bean = point.getBean();
    Class<? extends Annotation> scope = bean == null ? Dependent.class : bean.getScope();
    boolean known =
        scope == RequestScoped.class || scope == Dependent.class || LONGER.contains(scope);
    if (!known && !claim.current()) {
      LOGGER.warn(
          "{} gets the claim of one request. If beans with @{} handle several requests, inject a"
              + " ClaimValue or a Provider instead",
          ClaimPoint.describe(point),
          scope.getSimpleName());
    }
  }

  private static boolean isComponent(Class<?> type) {
    return Servlet.class.isAssignableFrom(type)
        || Filter.class.isAssignableFrom(type)
        || EventListener.class.isAssignableFrom(type);
  }
}
