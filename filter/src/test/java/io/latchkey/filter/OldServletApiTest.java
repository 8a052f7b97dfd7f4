package io.latchkey.filter;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OldServletApiTest {
  /** What Tomcat 10.0 says of itself; whatever else is asked for is not there. */
  private static ServletContext tomcat100() {
    Map<String, Object> responses =
        Map.of(
            "getMajorVersion",
            5,
            "getMinorVersion",
            0,
            "getContextPath",
            "/shop",
            "getServerInfo",
            "Apache Tomcat/10.0.27");
    return (ServletContext)
        Proxy.newProxyInstance(
            OldServletApiTest.class.getClassLoader(),
            new Class<?>[] {ServletContext.class},
            (proxy, method, arguments) -> responses.get(method.getName()));
  }

  @Test
  void servlet5Server_isRejectedInOneLine() {
    BearerTokenFilterInitializer initializer = new BearerTokenFilterInitializer();

    assertThatThrownBy(() -> initializer.onStartup(Set.of(), tomcat100()))
        .isInstanceOf(ServletException.class)
        .hasMessage(
            "latchkey-filter cannot protect '/shop' on Apache Tomcat/10.0.27, which has Jakarta"
                + " Servlet 5.0: deploy it to a server with Jakarta Servlet 6.0 or later, such as"
                + " Tomcat 10.1, Jetty 12 or WildFly 27");
  }
}
