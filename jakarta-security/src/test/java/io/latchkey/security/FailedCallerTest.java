package io.latchkey.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.filter.ExternalAuthentication;
import io.latchkey.filter.Tokens;
import io.latchkey.filter.observe.AuthenticationEvent;
import io.latchkey.filter.observe.AuthenticationListener;
import io.latchkey.filter.observe.AuthenticationListeners;
import io.latchkey.filter.observe.AuthenticationStatistics;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.security.enterprise.AuthenticationStatus;
import jakarta.security.enterprise.authentication.mechanism.http.HttpMessageContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Valid tokens whose caller the container does not accept. */
class FailedCallerTest {
  private static final Map<String, String> PARAMETERS =
      Map.of("latchkey.psk", Tokens.PSK, "latchkey.kdf-iterations", "1000");

  private final List<AuthenticationEvent> rejections = new ArrayList<>();
  private final List<Object> statuses = new ArrayList<>();
  private final Map<Object, Object> ofContext = new HashMap<>();
  private final Map<Object, Object> ofRequest = new HashMap<>();
  private @Nullable Throwable ofPrincipal;
  private @Nullable Throwable ofContainer;

  private interface Answers {
    @Nullable Object to(String method, Object[] arguments) throws Throwable;
  }

  private static <T> T proxy(Class<T> type, Answers answers) {
    return type.cast(
        Proxy.newProxyInstance(
            FailedCallerTest.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              Object answer = answers.to(method.getName(), arguments);
              return answer == null && method.getReturnType() == boolean.class ? false : answer;
            }));
  }

  private final ServletContext context =
      proxy(
          ServletContext.class,
          (method, arguments) ->
              switch (method) {
                case "getInitParameterNames" -> Collections.enumeration(PARAMETERS.keySet());
                case "getInitParameter" -> PARAMETERS.get(arguments[0]);
                case "getAttribute" -> ofContext.get(arguments[0]);
                case "setAttribute" -> ofContext.put(arguments[0], arguments[1]);
                default -> null;
              });

  private final HttpServletRequest request =
      proxy(
          HttpServletRequest.class,
          (method, arguments) ->
              switch (method) {
                case "getMethod" -> "GET";
                case "getRequestURI" -> "/x";
                case "getContextPath" -> "";
                case "getDispatcherType" -> DispatcherType.REQUEST;
                case "getServletContext" -> context;
                case "getHeaders" ->
                    Collections.enumeration(
                        arguments[0].equals("Authorization")
                            ? List.of("Bearer " + Tokens.of("worker-1"))
                            : List.of());
                case "getAttribute" -> ofRequest.get(arguments[0]);
                case "setAttribute" -> {
                  if (ofPrincipal != null && arguments[1] instanceof JsonWebToken) {
                    throw ofPrincipal;
                  }
                  yield ofRequest.put(arguments[0], arguments[1]);
                }
                case "removeAttribute" -> ofRequest.remove(arguments[0]);
                default -> null;
              });

  private final HttpServletResponse response =
      proxy(
          HttpServletResponse.class,
          (method, arguments) -> method.equals("setStatus") ? statuses.add(arguments[0]) : null);

  private final HttpMessageContext message =
      proxy(
          HttpMessageContext.class,
          (method, arguments) -> {
            if (!method.equals("notifyContainerAboutLogin")) {
              return null;
            }
            if (ofContainer != null) {
              throw ofContainer;
            }
            return AuthenticationStatus.SUCCESS;
          });

  private AuthenticationStatus send() throws Exception {
    AuthenticationListeners.of(context)
        .add(
            new AuthenticationListener() {
              @Override
              public void admitted(AuthenticationEvent event) {}

              @Override
              public void rejected(AuthenticationEvent event) {
                rejections.add(event);
              }
            });
    AuthenticatorSource source =
        new AuthenticatorSource(
            context,
            new Expressions(proxy(BeanManager.class, (method, arguments) -> null)),
            List.of());
    ExternalAuthentication opened = ExternalAuthentication.open(context, source.settings(), source);
    try {
      return new BearerTokenAuthenticationMechanism().validateRequest(request, response, message);
    } finally {
      opened.close();
    }
  }

  private void assertCountsRejection() {
    assertThat(statuses).containsExactly(500);
    AuthenticationStatistics counts = AuthenticationStatistics.of(context);
    assertThat(counts.rejected("configuration")).isOne();
    assertThat(counts.admitted()).isZero();
    assertThat(rejections)
        .singleElement()
        .satisfies(event -> assertThat(event.caller()).contains("worker-1"));
  }

  @Test
  void acceptedCaller_isCounted() throws Exception {
    assertThat(send()).isEqualTo(AuthenticationStatus.SUCCESS);

    assertThat(AuthenticationStatistics.of(context).admitted()).isOne();
    assertThat(rejections).isEmpty();
  }

  @Test
  void callerWithoutAccount_isCountedAsRejected() throws Exception {
    ofContainer = new IllegalStateException("no account");

    assertThat(send()).isEqualTo(AuthenticationStatus.SEND_FAILURE);

    assertCountsRejection();
  }

  @Test
  void otherExceptionOfContainer_isCountedAsRejected() throws Exception {
    ofContainer = new SecurityException("not permitted");

    assertThat(send()).isEqualTo(AuthenticationStatus.SEND_FAILURE);

    assertCountsRejection();
  }

  @Test
  void exceptionOfPrincipal_isCountedAsRejected() throws Exception {
    ofPrincipal = new NoSuchMethodError("an older API");

    assertThat(send()).isEqualTo(AuthenticationStatus.SEND_FAILURE);

    assertCountsRejection();
  }
}
