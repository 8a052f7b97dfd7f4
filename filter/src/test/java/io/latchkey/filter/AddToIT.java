package io.latchkey.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.ServletContext;
import java.util.Set;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.LocalConnector;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.Test;

/** The one call for embedded servers. */
class AddToIT {
  private static TestServer.Builder withoutInitializer(TestServer.Builder builder) {
    return builder
        .withoutInitializer()
        .servlet("/who", new WhoServlet())
        .context(
            context ->
                context.addServletContainerInitializer(
                    (classes, servletContext) -> BearerTokenFilter.addTo(servletContext),
                    Set.of()));
  }

  private static void assertProtects(TestServer server) throws Exception {
    assertThat(server.request("GET /who").reason()).isEqualTo("missing");
    assertThat(server.get("/who", Tokens.of("worker-1")).body()).startsWith("worker-1 ");
    assertThat(server.filters()).containsExactly(BearerTokenFilter.class.getName());
  }

  @Test
  void embeddedTomcat_isProtected() throws Exception {
    try (TestServer server = withoutInitializer(TestServer.builder()).start()) {
      assertProtects(server);
    }
  }

  @Test
  void noKey_stopsTheStart() throws Exception {
    try (TestServer server = withoutInitializer(TestServer.unconfigured()).start()) {
      assertThat(server.isRunning()).isFalse();
    }
  }

  @Test
  void secondCallAndInitializer_addNoSecondFilter() throws Exception {
    TestServer.Builder builder =
        withoutInitializer(TestServer.builder())
            .context(
                context ->
                    context.addServletContainerInitializer(
                        (classes, servletContext) -> addTwice(servletContext), Set.of()));
    try (TestServer server = builder.start()) {
      assertProtects(server);
    }
  }

  private static void addTwice(ServletContext context) throws jakarta.servlet.ServletException {
    new BearerTokenFilterInitializer().onStartup(Set.of(), context);
    BearerTokenFilter.addTo(context);
  }

  private static Server jetty(String psk) {
    Server server = new Server();
    server.addConnector(new LocalConnector(server));
    ServletContextHandler handler = new ServletContextHandler("/");
    handler.setInitParameter("latchkey.kdf-iterations", "1000");
    if (!psk.isEmpty()) {
      handler.setInitParameter("latchkey.psk", psk);
    }
    handler.addServlet(new org.eclipse.jetty.ee10.servlet.ServletHolder(new WhoServlet()), "/who");
    handler.addServletContainerInitializer(
        (classes, servletContext) -> BearerTokenFilter.addTo(servletContext));
    server.setHandler(handler);
    return server;
  }

  @Test
  void embeddedJetty_isProtected() throws Exception {
    Server server = jetty(Tokens.PSK);
    server.start();
    try {
      LocalConnector connector = server.getBean(LocalConnector.class);
      String request = "GET /who HTTP/1.1\r\nHost: test\r\nConnection: close\r\n";

      assertThat(connector.getResponse(request + "\r\n")).startsWith("HTTP/1.1 401");
      assertThat(
              connector.getResponse(
                  request + "Authorization: Bearer " + Tokens.of("worker-1") + "\r\n\r\n"))
          .startsWith("HTTP/1.1 200")
          .contains("worker-1 ");
    } finally {
      server.stop();
    }
  }

  @Test
  void embeddedJettyWithoutKey_doesNotStart() throws Exception {
    Server server = jetty("");
    try {
      assertThatThrownBy(server::start).hasMessageContaining("latchkey.psk");
    } finally {
      server.stop();
    }
  }
}
