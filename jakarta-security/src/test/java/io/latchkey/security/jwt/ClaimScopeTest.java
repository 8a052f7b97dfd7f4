package io.latchkey.security.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.InjectionPoint;
import jakarta.inject.Singleton;
import jakarta.servlet.Filter;
import java.lang.annotation.Annotation;
import java.lang.reflect.Member;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Injection points that containers give in other forms than Weld on Tomcat does. */
class ClaimScopeTest {
  private static final ClaimPoint RAW = new ClaimPoint("sub", ClaimType.TEXT, false, false);
  private static final ClaimPoint CURRENT = new ClaimPoint("sub", ClaimType.TEXT, false, true);
  private static final String BEGIN =
      "@Claim at io.latchkey.security.jwt.ClaimScopeTest$Base.subject gets the claim of one"
          + " request, but ";

  /** A scope that Latchkey does not know. */
  @interface OfTransaction {}

  /** The superclass of a component, which is none itself. */
  static class Base {
    String subject = "";
  }

  /** A component whose field is in its superclass. */
  abstract static class Component extends Base implements Filter {}

  private static InjectionPoint point(Bean<?> bean) throws NoSuchFieldException {
    Member field = Base.class.getDeclaredField("subject");
    return (InjectionPoint)
        Proxy.newProxyInstance(
            ClaimScopeTest.class.getClassLoader(),
            new Class<?>[] {InjectionPoint.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "getBean" -> bean;
                  case "getMember" -> field;
                  default -> null;
                });
  }

  private static Bean<?> bean(Class<?> type, Class<? extends Annotation> scope) {
    return (Bean<?>)
        Proxy.newProxyInstance(
            ClaimScopeTest.class.getClassLoader(),
            new Class<?>[] {Bean.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "getBeanClass" -> type;
                  case "getScope" -> scope;
                  default -> null;
                });
  }

  @Test
  void fieldWithoutBean_isRejected() throws Exception {
    assertThat(ClaimScope.problem(point(null), RAW).orElseThrow())
        .startsWith(BEGIN + "an object that is no bean may");
    assertThat(ClaimScope.problem(point(null), CURRENT)).isEmpty();
  }

  @Test
  void fieldInComponentSuperclass_isRejected() throws Exception {
    assertThat(
            ClaimScope.problem(point(bean(Component.class, RequestScoped.class)), RAW)
                .orElseThrow())
        .startsWith(BEGIN + "a component of servlets may");
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        Dependent.class, // also each enterprise bean without state
        Singleton.class,
        OfTransaction.class
      })
  void otherScopeThanRequest_isRejected(Class<? extends Annotation> scope) throws Exception {
    assertThat(ClaimScope.problem(point(bean(Base.class, scope)), RAW).orElseThrow())
        .startsWith(BEGIN + "a bean with @" + scope.getSimpleName() + " may");
    assertThat(ClaimScope.problem(point(bean(Base.class, scope)), CURRENT)).isEmpty();
  }

  @Test
  void requestScope_isAccepted() throws Exception {
    assertThat(ClaimScope.problem(point(bean(Base.class, RequestScoped.class)), RAW)).isEmpty();
  }
}
