package io.latchkey.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.jaxrs.CertificateAuthorityProducer;
import jakarta.servlet.ServletContext;
import java.lang.reflect.Proxy;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerStartTest {
  private static ServletContext context(String path, Map<String, ?> attributes) {
    return (ServletContext)
        Proxy.newProxyInstance(
            ServerStartTest.class.getClassLoader(),
            new Class<?>[] {ServletContext.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "getContextPath" -> path;
                  case "getAttribute" -> attributes.get(arguments[0]);
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  @ParameterizedTest
  @CsvSource({
    "/latchkey, 'below the context path /latchkey, for example GET /latchkey/health/ready'",
    "/a/b, 'below the context path /a/b, for example GET /a/b/health/ready'",
    "'', 'at the root of this server, for example GET /health/ready'"
  })
  void deployedApplication_namesItsContextPath(String path, String place) {
    assertThat(ServerStart.place(context(path, Map.of()))).contains("Latchkey answers " + place);
  }

  @Test
  void standaloneServer_printsItsUrlInstead() {
    Map<String, ?> standalone = Map.of(CertificateAuthorityProducer.AUTHORITY_FOLLOWS, true);

    assertThat(ServerStart.place(context("", standalone))).isEmpty();
  }
}
