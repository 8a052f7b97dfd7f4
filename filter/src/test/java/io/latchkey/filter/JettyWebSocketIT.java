package io.latchkey.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.filter.RawConnection.Response;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.OnMessage;
import jakarta.websocket.server.ServerEndpoint;
import java.util.EnumSet;
import java.util.stream.Stream;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.ee10.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;
import org.eclipse.jetty.ee10.websocket.server.JettyWebSocketServerContainer;
import org.eclipse.jetty.ee10.websocket.server.config.JettyWebSocketServletContainerInitializer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.websocket.api.Session;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Jetty's own filter for WebSocket handshakes runs behind {@link BearerTokenFilter}. */
class JettyWebSocketIT {
  private static final EnumSet<DispatcherType> ALL = EnumSet.allOf(DispatcherType.class);

  private final Server server = new Server();
  private final ServerConnector connector = new ServerConnector(server);
  private final ServletContextHandler handler = new ServletContextHandler("/");

  JettyWebSocketIT() {
    handler.setInitParameter("latchkey.kdf-iterations", "1000");
    handler.setInitParameter("latchkey.psk", Tokens.PSK);
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.setHandler(handler);
  }

  @AfterEach
  void stop() throws Exception {
    server.stop();
  }

  private void addFilter() {
    handler.addServletContainerInitializer((classes, context) -> BearerTokenFilter.addTo(context));
  }

  private void addEndpoint() {
    JakartaWebSocketServletContainerInitializer.configure(
        handler, (context, container) -> container.addEndpoint(Echo.class));
  }

  private Response handshake(String path, String... headers) throws Exception {
    StringBuilder request =
        new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: test\r\nConnection: Upgrade\r\n")
            .append("Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n")
            .append("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
    Stream.of(headers).forEach(header -> request.append(header).append("\r\n"));
    try (RawConnection connection = new RawConnection(connector.getLocalPort())) {
      return connection.send(request.append("\r\n").toString()).read();
    }
  }

  private void assertProtects(String path) throws Exception {
    Response rejected = handshake(path);
    assertThat(rejected.status()).isEqualTo(401);
    assertThat(rejected.reason()).isEqualTo("missing");
    assertThat(handshake(path, "Authorization: Bearer " + Tokens.of("worker-1")).status())
        .isEqualTo(101);
  }

  @Test
  void filterBeforeWebSocketContainer_seesHandshakes() throws Exception {
    addFilter();
    addEndpoint();
    server.start();

    assertProtects("/echo");
  }

  @Test
  void filterAfterWebSocketContainer_seesHandshakes() throws Exception {
    addEndpoint();
    addFilter();
    server.start();

    assertProtects("/echo");
  }

  @Test
  void frontFilter_leavesHandshakesProtected() throws Exception {
    handler.addServletContainerInitializer(
        (classes, context) ->
            context
                .addFilter("first", new RegistrationIT.SeenBy())
                .addMappingForUrlPatterns(ALL, false, "/*"));
    addEndpoint();
    addFilter();
    server.start();

    assertProtects("/echo");
  }

  @Test
  void declaredFilter_seesHandshakes() throws Exception {
    handler.addFilter(new FilterHolder(BearerTokenFilter.class), "/*", ALL);
    addEndpoint();
    server.start();

    assertProtects("/echo");
  }

  @Test
  void declaredFilters_keepTheirOrder() throws Exception {
    handler.addFilter(new FilterHolder(new RegistrationIT.SeenBy()), "/*", ALL);
    handler.addFilter(new FilterHolder(BearerTokenFilter.class), "/*", ALL);
    addEndpoint();
    server.start();

    assertProtects("/echo");
    assertThat(handshake("/echo").header("Seen-By")).isEqualTo("null");
  }

  @Test
  void filterForSomePaths_leavesOtherHandshakesAlone() throws Exception {
    handler.addFilter(new FilterHolder(BearerTokenFilter.class), "/api/*", ALL);
    addEndpoint();
    server.start();

    assertThat(handshake("/echo").status()).isEqualTo(101);
    assertThat(handshake("/api/echo").status()).isEqualTo(401);
  }

  @Test
  void openPath_opensHandshake() throws Exception {
    handler.setInitParameter("latchkey.open-paths", "GET /echo");
    addFilter();
    addEndpoint();
    server.start();

    assertThat(handshake("/echo").status()).isEqualTo(101);
  }

  @Test
  void nativeEndpointOfListener_isProtected() throws Exception {
    addFilter();
    JettyWebSocketServletContainerInitializer.configure(handler, null);
    handler.addEventListener(
        new ServletContextListener() {
          @Override
          public void contextInitialized(ServletContextEvent event) {
            addNative(event.getServletContext());
          }
        });
    server.start();

    assertProtects("/native");
  }

  @Test
  void nativeEndpointOfRunningApplication_isProtected() throws Exception {
    addFilter();
    assertProtectsLateEndpoint();
  }

  @Test
  void lateEndpointBehindDeclaredFilter_isProtected() throws Exception {
    handler.addFilter(new FilterHolder(BearerTokenFilter.class), "/*", ALL);
    assertProtectsLateEndpoint();
  }

  private void assertProtectsLateEndpoint() throws Exception {
    JettyWebSocketServletContainerInitializer.configure(handler, null);
    handler.addServlet(new ServletHolder(new LateEndpoint()), "/add");
    server.start();
    // Jetty stores the filters of this path.
    assertThat(handshake("/native").status()).isEqualTo(401);
    try (RawConnection connection = new RawConnection(connector.getLocalPort())) {
      String token = Tokens.of("worker-1");
      String add = "GET /add HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer " + token;
      assertThat(connection.send(add + "\r\n\r\n").read().status()).isEqualTo(200);
    }

    assertProtects("/native");
  }

  private static void addNative(jakarta.servlet.ServletContext context) {
    JettyWebSocketServerContainer.getContainer(context)
        .addMapping("/native", (request, response) -> new Silent());
  }

  /** Adds an endpoint at the first request. */
  private static final class LateEndpoint extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {
      addNative(getServletContext());
    }
  }

  /** Ignores each message. */
  public static final class Silent extends Session.Listener.AbstractAutoDemanding {
    @Override
    public void onWebSocketError(Throwable cause) {
      // The test closes the connection.
    }
  }

  /** Answers each message. */
  @ServerEndpoint("/echo")
  public static final class Echo {
    /** Answers a message. */
    @OnMessage
    public String answer(String message) {
      return message;
    }
  }
}
