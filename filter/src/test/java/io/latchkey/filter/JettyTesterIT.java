package io.latchkey.filter;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.EnumSet;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.ee10.servlet.ServletTester;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The filter in Jetty's ServletTester, which answers requests from memory. */
class JettyTesterIT {
  private final ServletTester server = new ServletTester();

  @BeforeEach
  void start() throws Exception {
    FilterHolder filter =
        server.addFilter(BearerTokenFilter.class, "/*", EnumSet.allOf(DispatcherType.class));
    filter.setAsyncSupported(true);
    filter.setInitParameter("latchkey.psk", Tokens.PSK);
    filter.setInitParameter("latchkey.kdf-iterations", "1000");
    ServletHolder servlet = new ServletHolder(new LaterServlet());
    servlet.setAsyncSupported(true);
    server.addServlet(servlet, "/*");
    server.start();
  }

  @AfterEach
  void stop() throws Exception {
    server.stop();
  }

  private String get(String path, String token) throws Exception {
    String header = token.isEmpty() ? "" : "Authorization: Bearer " + token + "\r\n";
    return server.getResponses(
        "GET " + path + " HTTP/1.1\r\nHost: test\r\nConnection: close\r\n" + header + "\r\n");
  }

  @Test
  void requestWithoutToken_isRejected() throws Exception {
    assertThat(get("/who", "")).startsWith("HTTP/1.1 401").contains("\"reason\":\"missing\"");
  }

  @Test
  void goodToken_reachesTheServlet() throws Exception {
    assertThat(get("/who", Tokens.of("worker-1")))
        .startsWith("HTTP/1.1 200")
        .endsWith("REQUEST worker-1 true");
  }

  @Test
  void asyncDispatch_keepsTheCaller() throws Exception {
    assertThat(get("/later", Tokens.of("worker-1"))).endsWith("ASYNC worker-1 true");
  }

  /** Answers at once, or below {@code /later} after an asynchronous dispatch to itself. */
  private static final class LaterServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      boolean first = request.getDispatcherType() == DispatcherType.REQUEST;
      if (first && request.getRequestURI().equals("/later")) {
        request.startAsync();
        request.getAsyncContext().dispatch();
        return;
      }
      response
          .getWriter()
          .print(
              request.getDispatcherType()
                  + " "
                  + request.getRemoteUser()
                  + " "
                  + request.isUserInRole("service"));
    }
  }
}
