package io.latchkey.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.filter.RawConnection.Response;
import io.latchkey.tokens.VerifiedToken;
import jakarta.servlet.ServletException;
import java.security.Principal;
import org.junit.jupiter.api.Test;

/** What the application learns about the caller. */
class CallerIT {

  private static String answer(TestServer.Handler handler, String token) throws Exception {
    try (TestServer server = TestServer.builder().servlet("/*", handler).start()) {
      return server.get("/x", token).body();
    }
  }

  @Test
  void principal_isTheVerifiedToken() throws Exception {
    String body =
        answer(
            (request, response) -> {
              Principal principal = request.getUserPrincipal();
              VerifiedToken token = (VerifiedToken) principal;
              response
                  .getWriter()
                  .print(token.getName() + token.roles() + token.claims().get("sub"));
            },
            Tokens.of("worker-1"));

    assertThat(body).isEqualTo("worker-1[service]worker-1");
  }

  @Test
  void tokenAttribute_isPresentUntilLogout() throws Exception {
    String body =
        answer(
            (request, response) -> {
              VerifiedToken token = (VerifiedToken) request.getAttribute(VerifiedToken.ATTRIBUTE);
              request.logout();
              response
                  .getWriter()
                  .print(
                      token.getName() + " then " + request.getAttribute(VerifiedToken.ATTRIBUTE));
            },
            Tokens.of("worker-1"));

    assertThat(body).isEqualTo("worker-1 then null");
  }

  @Test
  void attributeOnOpenPath_isSetOnDemand() throws Exception {
    TestServer.Handler handler =
        (request, response) -> {
          Object before = request.getAttribute(VerifiedToken.ATTRIBUTE);
          Principal caller = request.getUserPrincipal();
          boolean same = request.getAttribute(VerifiedToken.ATTRIBUTE) == caller;
          response.getWriter().print(before + " then " + same + " " + caller.getName());
        };
    try (TestServer server = TestServer.builder().servlet("/*", handler).start()) {
      assertThat(server.get("/ca/cert", Tokens.of("worker-1")).body())
          .isEqualTo("null then true worker-1");
    }
  }

  @Test
  void roles_areThoseOfTheToken() throws Exception {
    String body =
        answer(
            (request, response) ->
                response
                    .getWriter()
                    .print(
                        request.isUserInRole("admin")
                            + " "
                            + request.isUserInRole("service")
                            + " "
                            + request.isUserInRole("**")
                            + " "
                            + request.isUserInRole("*")
                            + " "
                            + request.isUserInRole(null)),
            Tokens.withRoles("ops", "admin,readonly,*"));

    assertThat(body).isEqualTo("true false true false false");
  }

  @Test
  void anonymous_hasNoRole() throws Exception {
    TestServer.Handler roles =
        (request, response) ->
            response.getWriter().print(request.isUserInRole("**") + " " + request.isUserInRole(""));
    try (TestServer server = TestServer.builder().servlet("/*", roles).start()) {
      assertThat(server.request("GET /ca/cert").body()).isEqualTo("false false");
    }
  }

  @Test
  void authenticate_isTrueForACaller() throws Exception {
    String body =
        answer(
            (request, response) -> response.getWriter().print(request.authenticate(response)),
            Tokens.of("worker-1"));

    assertThat(body).isEqualTo("true");
  }

  @Test
  void login_isRejected() throws Exception {
    String body =
        answer(
            (request, response) -> {
              try {
                request.login("user", "password");
              } catch (ServletException e) {
                response.getWriter().print(e.getMessage());
              }
            },
            Tokens.of("worker-1"));

    assertThat(body).contains("bearer tokens");
  }

  @Test
  void logout_makesTheRestOfTheRequestAnonymous() throws Exception {
    TestServer.Handler logout =
        (request, response) -> {
          request.logout();
          request.getRequestDispatcher("/target").forward(request, response);
        };
    TestServer.Handler target =
        (request, response) ->
            response
                .getWriter()
                .print(WhoServlet.describe(request) + " " + request.isUserInRole("**"));
    try (TestServer server =
            TestServer.builder().servlet("/x", logout).servlet("/target", target).start();
        RawConnection connection = server.connect()) {
      String token = "Authorization: Bearer " + Tokens.of("worker-1");
      Response first = connection.send(TestServer.text("GET /x", token)).read();
      Response second = connection.send(TestServer.text("GET /target", token)).read();

      assertThat(first.body()).isEqualTo("null null null false");
      assertThat(second.body()).startsWith("worker-1 ");
    }
  }

  @Test
  void callerKnownToTheServer_isHidden() throws Exception {
    try (TestServer server =
        TestServer.builder()
            .context(context -> context.getPipeline().addValve(new ServersOwnCaller()))
            .servlet("/*", new WhoServlet())
            .start()) {
      assertThat(server.request("GET /ca/cert").body()).isEqualTo("null null null");
      assertThat(server.request("GET /whoami").status()).isEqualTo(401);
      assertThat(server.get("/whoami", Tokens.of("worker-1")).body()).startsWith("worker-1 ");
    }
  }

  /** Plays an authenticator of Tomcat. */
  private static final class ServersOwnCaller extends org.apache.catalina.valves.ValveBase {
    @Override
    public void invoke(
        org.apache.catalina.connector.Request request,
        org.apache.catalina.connector.Response response)
        throws java.io.IOException, ServletException {
      request.setUserPrincipal(() -> "root");
      request.setAuthType("FORM");
      getNext().invoke(request, response);
    }
  }
}
