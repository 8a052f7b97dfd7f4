package io.latchkey.jaxrs;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.settings.Setting;
import jakarta.servlet.ServletContext;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContextSettingsTest {
  @Test
  void contextWithoutClassLoader_givesItsParameters() {
    ServletContext context =
        (ServletContext)
            Proxy.newProxyInstance(
                ContextSettingsTest.class.getClassLoader(),
                new Class<?>[] {ServletContext.class},
                (proxy, method, arguments) ->
                    switch (method.getName()) {
                      case "getInitParameterNames" ->
                          Collections.enumeration(List.of("latchkey.policy.dns"));
                      case "getInitParameter" -> "*.test";
                      case "getClassLoader", "getAttribute", "setAttribute" -> null;
                      default -> throw new UnsupportedOperationException(method.getName());
                    });

    assertThat(ContextSettings.of(context).text(Setting.POLICY_DNS)).contains("*.test");
  }
}
