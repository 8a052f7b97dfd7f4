package io.latchkey.filter;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A servlet's own names for roles, as web.xml declares them. */
class RoleReferenceIT {
  private static final String SERVLET =
      """
      <servlet>
        <servlet-name>%s</servlet-name>
        <servlet-class>io.latchkey.filter.RoleReferenceIT$RolesServlet</servlet-class>
        %s
      </servlet>
      <servlet-mapping><servlet-name>%1$s</servlet-name><url-pattern>/%1$s</url-pattern></servlet-mapping>
      """;

  @TempDir Path application;
  private TestServer server;

  private static String reference(String name, String link) {
    String element = link == null ? "" : "<role-link>" + link + "</role-link>";
    return "<security-role-ref><role-name>%s</role-name>%s</security-role-ref>"
        .formatted(name, element);
  }

  @BeforeEach
  void start() throws Exception {
    Path file = application.resolve("WEB-INF/web.xml");
    Files.createDirectories(file.getParent());
    String first =
        reference("boss", "admin")
            + reference("anyone", "**")
            + reference("every", "*")
            + reference("clerk", null)
            + reference("**", "nothing")
            + reference("service", "admin");
    Files.writeString(
        file,
        "<web-app xmlns=\"https://jakarta.ee/xml/ns/jakartaee\" version=\"6.0\">"
            + SERVLET.formatted("first", first)
            + SERVLET.formatted("second", reference("boss", "clerk"))
            + "</web-app>");
    addFragment(reference("extra", "admin"));
    server =
        TestServer.builder()
            .context(
                context ->
                    context.addServletContainerInitializer(
                        new BearerTokenFilterInitializer(), java.util.Set.of()))
            .startWebApplication(application);
  }

  private void addFragment(String references) throws IOException {
    Path lib = Files.createDirectories(application.resolve("WEB-INF/lib"));
    String fragment =
        "<web-fragment xmlns=\"https://jakarta.ee/xml/ns/jakartaee\" version=\"6.0\">"
            + "<servlet><servlet-name>second</servlet-name>"
            + references
            + "</servlet></web-fragment>";
    try (var jar =
        new java.util.jar.JarOutputStream(Files.newOutputStream(lib.resolve("fragment.jar")))) {
      jar.putNextEntry(new java.util.zip.ZipEntry("META-INF/web-fragment.xml"));
      jar.write(fragment.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    "first, boss, admin, true",
    "first, boss, clerk, false",
    "first, boss, boss, false",
    "first, clerk, clerk, true",
    "first, admin, admin, true",
    "first, service, admin, true",
    "first, service, service, false",
    "first, anyone, admin, false",
    "first, anyone, **, false",
    "first, every, *, false",
    "first, **, admin, true",
    "first, *, *, false",
    "second, extra, admin, true",
    "second, extra, extra, false",
    "first, extra, admin, false",
    "second, boss, clerk, true",
    "second, boss, admin, false",
    "second, service, service, true"
  })
  void roleName_meansWhatServletDeclares(
      String servlet, String asked, String role, boolean expected) throws Exception {
    assertThat(ask("/" + servlet + "?role=" + asked, role)).isEqualTo("" + expected);
  }

  @Test
  void forwardedServlet_hasItsOwnNames() throws Exception {
    assertThat(ask("/first?role=boss&forward=/second", "clerk")).isEqualTo("true");
    assertThat(ask("/first?role=boss&forward=/second", "admin")).isEqualTo("false");
  }

  @Test
  void includedServlet_hasItsOwnRoleNames() throws Exception {
    assertThat(ask("/first?role=boss&include=/second", "clerk")).isEqualTo("truefalse");
    assertThat(ask("/first?role=boss&include=/second", "admin")).isEqualTo("falsetrue");
  }

  private String ask(String target, String role) throws IOException {
    return server.get(target, Tokens.withRoles("worker-1", role)).body();
  }

  /** Says whether the caller has a role, in the servlet to which the request is passed on. */
  public static final class RolesServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException, ServletException {
      boolean again = request.getAttribute("again") != null;
      String forward = request.getParameter("forward");
      String include = request.getParameter("include");
      request.setAttribute("again", true);
      if (forward != null && !again) {
        request.getRequestDispatcher(forward).forward(request, response);
        return;
      }
      if (include != null && !again) {
        RequestDispatcher dispatcher = request.getRequestDispatcher(include);
        dispatcher.include(request, response);
      }
      response.getWriter().print(request.isUserInRole(request.getParameter("role")));
    }
  }
}
