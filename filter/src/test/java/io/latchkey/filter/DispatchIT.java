package io.latchkey.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.filter.RawConnection.Response;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.security.Principal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One request keeps its one caller, however the application passes it on. */
class DispatchIT {
  private static final TestServer.Handler WHO =
      (request, response) ->
          response
              .getWriter()
              .print(request.getDispatcherType() + " " + WhoServlet.describe(request));

  private static TestServer.Builder server() {
    return TestServer.builder()
        .servlet("/who", WHO)
        .servlet("/error", WHO)
        .errorPage(404, "/error")
        .errorPage(500, "/error")
        .errorPage(401, "/error")
        .errorPage(400, "/error");
  }

  private static Response get(TestServer.Builder builder, String path) throws Exception {
    try (TestServer server = builder.start()) {
      return server.get(path, Tokens.of("worker-1"));
    }
  }

  @Test
  void forward_keepsTheCaller() throws Exception {
    TestServer.Handler forward =
        (request, response) -> request.getRequestDispatcher("/who").forward(request, response);

    assertThat(get(server().servlet("/x", forward), "/x").body()).startsWith("FORWARD worker-1 ");
  }

  @Test
  void include_keepsTheCaller() throws Exception {
    TestServer.Handler include =
        (request, response) -> {
          request.getRequestDispatcher("/who").include(request, response);
          response.getWriter().print(" then " + request.getRemoteUser());
        };

    assertThat(get(server().servlet("/x", include), "/x").body())
        .startsWith("INCLUDE worker-1 ")
        .endsWith("then worker-1");
  }

  @Test
  void forwardFromAnOpenPath_staysAnonymous() throws Exception {
    TestServer.Handler forward =
        (request, response) -> request.getRequestDispatcher("/who").forward(request, response);
    try (TestServer server = server().servlet("/ca/cert", forward).start()) {
      assertThat(server.request("GET /ca/cert").body()).isEqualTo("FORWARD null null null");
    }
  }

  @Test
  void applicationRequestWrapper_survivesForward() throws Exception {
    TestServer.Handler forward =
        (request, response) ->
            request.getRequestDispatcher("/who").forward(new Impersonated(request), response);

    assertThat(get(server().servlet("/x", forward), "/x").body()).contains("another caller");
  }

  @ParameterizedTest
  @ValueSource(strings = {"404", "500", "thrown"})
  void errorPage_keepsTheCaller(String kind) throws Exception {
    TestServer.Handler fail =
        (request, response) -> {
          if (kind.equals("thrown")) {
            throw new IllegalStateException("for the error page");
          }
          response.sendError(Integer.parseInt(kind));
        };

    Response response = get(server().servlet("/x", fail), "/x");

    assertThat(response.status()).isEqualTo(kind.equals("404") ? 404 : 500);
    assertThat(response.body()).startsWith("ERROR worker-1 ");
  }

  @Test
  void rejectedRequest_neverRunsTheErrorPage() throws Exception {
    WhoServlet page = new WhoServlet();
    try (TestServer server =
        TestServer.builder()
            .servlet("/page", page)
            .servlet("/whoami", WHO)
            .errorPage(401, "/page")
            .errorPage(400, "/page")
            .errorPage(404, "/page")
            .start()) {
      assertThat(server.request("GET /whoami").reason()).isEqualTo("missing");
      assertThat(server.request("GET /whoami;x").reason()).isEqualTo("ambiguous_path");
      // Tomcat itself answers this one with 404 before any filter, then looks for its page.
      assertThat(server.request("GET /WEB-INF/web.xml").reason()).isEqualTo("missing");
      assertThat(page.calls()).isZero();
    }
  }

  @Test
  void errorPageOfUnfilteredRequest_isNotOpen() throws Exception {
    WhoServlet page = new WhoServlet();
    try (TestServer server =
        TestServer.builder()
            .param("latchkey.open-paths", "GET /page")
            .servlet("/page", page)
            .errorPage(404, "/page")
            .start()) {
      assertThat(server.request("GET /WEB-INF/web.xml").status()).isEqualTo(401);
      assertThat(page.calls()).isZero();
    }
  }

  @Test
  void asyncDispatch_keepsTheCaller() throws Exception {
    TestServer.Handler async =
        (request, response) -> {
          AsyncContext context = request.startAsync();
          context.start(() -> context.dispatch("/who"));
        };

    assertThat(get(server().servlet("/x", async), "/x").body()).startsWith("ASYNC worker-1 ");
  }

  @Test
  void asyncDispatchWithApplicationRequest_keepsCaller() throws Exception {
    TestServer.Handler async =
        (request, response) -> {
          AsyncContext context = request.startAsync(request, response);
          context.start(() -> context.dispatch("/who"));
        };

    assertThat(get(server().servlet("/x", async), "/x").body()).startsWith("ASYNC worker-1 ");
  }

  @Test
  void asyncDispatchToItself_keepsTheCaller() throws Exception {
    TestServer.Handler async =
        (request, response) -> {
          if (request.getDispatcherType() == DispatcherType.REQUEST) {
            request.startAsync().dispatch();
          } else {
            WHO.handle(request, response);
          }
        };

    assertThat(get(server().servlet("/x", async), "/x").body()).startsWith("ASYNC worker-1 ");
  }

  @Test
  void asyncContextAfterDispatch_isAvailable() throws Exception {
    TestServer.Handler async =
        (request, response) -> {
          request.startAsync(new HttpServletRequestWrapper(request), response).dispatch("/who");
          assertThat(request.getAsyncContext()).isNotNull();
        };

    assertThat(get(server().servlet("/x", async), "/x").body()).startsWith("ASYNC worker-1 ");
  }

  @Test
  void asyncContext_showsCallerOnOtherThread() throws Exception {
    TestServer.Handler async =
        (request, response) -> {
          AsyncContext started = request.startAsync();
          AsyncContext context = request.getAsyncContext();
          assertThat(context).isEqualTo(started);
          context.start(() -> complete(context));
        };

    assertThat(get(server().servlet("/x", async), "/x").body()).isEqualTo("worker-1 true");
  }

  private static void complete(AsyncContext context) {
    try {
      HttpServletRequest request = (HttpServletRequest) context.getRequest();
      context
          .getResponse()
          .getWriter()
          .print(request.getRemoteUser() + " " + context.hasOriginalRequestAndResponse());
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    } finally {
      context.complete();
    }
  }

  @Test
  void asyncTimeout_keepsCallerOnErrorPage() throws Exception {
    TestServer.Handler async = (request, response) -> request.startAsync().setTimeout(1);

    Response response = get(server().servlet("/x", async), "/x");

    assertThat(response.status()).isEqualTo(500);
    assertThat(response.body()).startsWith("ERROR worker-1 ");
  }

  @Test
  void attributeOfTheSameName_cannotBeForged() throws Exception {
    try (TestServer server =
        server()
            .context(context -> context.getPipeline().addValve(new ForgedAttribute()))
            .start()) {
      assertThat(server.request("GET /who").status()).isEqualTo(401);
    }
  }

  /** What a front end can set over AJP: any attribute, to any text. */
  private static final class ForgedAttribute extends org.apache.catalina.valves.ValveBase {
    @Override
    public void invoke(
        org.apache.catalina.connector.Request request,
        org.apache.catalina.connector.Response response)
        throws java.io.IOException, jakarta.servlet.ServletException {
      String filter = BearerTokenFilter.class.getName();
      request.setAttribute(RequestIdentity.attribute(filter), "worker-1");
      getNext().invoke(request, response);
    }
  }

  private static final class Impersonated extends HttpServletRequestWrapper {
    Impersonated(HttpServletRequest request) {
      super(request);
    }

    @Override
    public Principal getUserPrincipal() {
      return new Principal() {
        @Override
        public String getName() {
          return "another caller";
        }

        @Override
        public String toString() {
          return getName();
        }
      };
    }
  }
}
