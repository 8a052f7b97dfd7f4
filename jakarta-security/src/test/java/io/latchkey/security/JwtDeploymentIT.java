package io.latchkey.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.filter.Tokens;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Injection points that would give the claims of one caller to another stop the start. */
class JwtDeploymentIT {
  private static final String BEANS = "@Claim at io.latchkey.security.JwtBeans$";
  private static final String INSTEAD =
      " may handle several requests; use a bean with @RequestScoped, or inject a ClaimValue or a"
          + " Provider";

  @TempDir Path folder;

  @ParameterizedTest
  @MethodSource("mistakes")
  void mistake_stopsTheStart(Class<?> bean, String problem) {
    assertThatThrownBy(() -> TestServer.builder(folder).classes(bean).start())
        .hasStackTraceContaining(problem);
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        Arguments.of(
            JwtBeans.RawInApplication.class,
            BEANS
                + "RawInApplication.subject gets the claim of one request, but a bean with"
                + " @ApplicationScoped"
                + INSTEAD),
        Arguments.of(
            JwtBeans.RawInSession.class,
            BEANS
                + "RawInSession.subject gets the claim of one request, but a bean with"
                + " @SessionScoped"
                + INSTEAD),
        Arguments.of(
            JwtBeans.RawInConversation.class,
            BEANS
                + "RawInConversation.level gets the claim of one request, but a bean with"
                + " @ConversationScoped"
                + INSTEAD),
        Arguments.of(
            JwtBeans.RawInSingleton.class,
            BEANS
                + "RawInSingleton.subject gets the claim of one request, but a bean with @Singleton"
                + INSTEAD),
        Arguments.of(
            JwtBeans.RawInDependent.class,
            BEANS
                + "RawInDependent.subject gets the claim of one request, but a bean with @Dependent"
                + INSTEAD),
        Arguments.of(
            JwtBeans.RawInInterceptor.class,
            BEANS
                + "RawInInterceptor.subject gets the claim of one request, but an interceptor or decorator"
                + INSTEAD),
        Arguments.of(
            JwtBeans.RawInInitializer.class,
            BEANS
                + "RawInInitializer.keep gets the claim of one request, but a bean with @ApplicationScoped"
                + INSTEAD),
        Arguments.of(
            JwtBeans.RawInFilter.class,
            BEANS
                + "RawInFilter.subject gets the claim of one request, but a component of servlets"
                + INSTEAD),
        Arguments.of(JwtBeans.NoName.class, BEANS + "NoName.subject names no claim"),
        Arguments.of(
            JwtBeans.TwoNames.class, BEANS + "TwoNames.subject names two claims, upn and sub"),
        Arguments.of(
            JwtBeans.BadType.class,
            BEANS
                + "BadType.level has the type java.lang.Integer; use String, Long, Boolean,"
                + " Set<String> or a type of JSON-P"));
  }

  @Test
  void claimInAServlet_failsItsFirstRequest() throws Exception {
    try (TestServer server = TestServer.builder(folder).classes(ClaimInServlet.class).start()) {
      assertThat(server.get("/app/kept", Tokens.of("worker-1")).statusCode()).isEqualTo(500);
    }
  }
}
