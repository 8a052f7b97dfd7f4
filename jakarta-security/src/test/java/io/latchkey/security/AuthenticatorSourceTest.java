package io.latchkey.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.settings.AuthenticationSources;
import io.latchkey.settings.Setting;
import io.latchkey.settings.SettingsException;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.servlet.ServletContext;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AuthenticatorSourceTest {
  private static final Map<String, String> PARAMETERS =
      Map.of("latchkey.psk", "a key that is only used in tests");

  /** The context of an embedded server whose applications have no class loader of their own. */
  private static ServletContext contextWithoutClassLoader() {
    Map<Object, Object> attributes = new HashMap<>();
    return proxy(
        ServletContext.class,
        (method, arguments) ->
            switch (method) {
              case "getInitParameterNames" -> Collections.enumeration(PARAMETERS.keySet());
              case "getInitParameter" -> PARAMETERS.get(arguments[0]);
              case "getAttribute" -> attributes.get(arguments[0]);
              case "setAttribute" -> attributes.put(arguments[0], arguments[1]);
              case "getClassLoader" -> null;
              default -> throw new UnsupportedOperationException(method);
            });
  }

  private interface Answers {
    Object to(String method, Object[] arguments);
  }

  private static <T> T proxy(Class<T> type, Answers responses) {
    return type.cast(
        Proxy.newProxyInstance(
            AuthenticatorSourceTest.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> responses.to(method.getName(), arguments)));
  }

  private static BeanManager withoutBeans() {
    return proxy(
        BeanManager.class,
        (method, arguments) -> {
          throw new UnsupportedOperationException(method);
        });
  }

  @Test
  void definedSettingReadByCa_stopsTheStart() {
    ServletContext context = contextWithoutClassLoader();
    AuthenticationSources.of(context::getAttribute, context::setAttribute).addAuthority();
    List<DefinedValue> defined =
        List.of(new DefinedValue(Setting.REVOKED_COMPONENTS, List.of("team-a")));

    assertThatThrownBy(
            () -> new AuthenticatorSource(context, new Expressions(withoutBeans()), defined))
        .isInstanceOf(SettingsException.class)
        .hasMessageStartingWith("latchkey.revoked-components (from " + Expressions.SOURCE + "): ")
        .hasMessageContaining("the CA of this application reads this setting too");
  }

  @Test
  void contextWithoutClassLoader_isProtected() {
    AuthenticatorSource source =
        new AuthenticatorSource(
            contextWithoutClassLoader(), new Expressions(withoutBeans()), List.of());

    assertThat(source.get().isRequired()).isTrue();
    source.close();
  }
}
