package io.latchkey.integration;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code isUserInRole} with the role references of a servlet. */
@ExtendWith(ServerExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RoleReferencesIT {
  private static final String SERVLET =
      """
      <servlet>
        <servlet-name>%1$s-roles</servlet-name>
        <servlet-class>io.latchkey.integration.RoleReferencesIT$Roles</servlet-class>
        <async-supported>true</async-supported>
        %2$s
      </servlet>
      <servlet-mapping>
        <servlet-name>%1$s-roles</servlet-name>
        <url-pattern>/%1$s</url-pattern>
      </servlet-mapping>
      """;
  private static final String MORE_MAPPINGS =
      """
      <servlet-mapping>
        <servlet-name>second-roles</servlet-name>
        <url-pattern>/folder/*</url-pattern>
        <url-pattern>*.second</url-pattern>
        <url-pattern></url-pattern>
      </servlet-mapping>
      <servlet-mapping>
        <servlet-name>first-roles</servlet-name>
        <url-pattern>/folder/first</url-pattern>
        <url-pattern>/folder/own/*</url-pattern>
      </servlet-mapping>
      """;
  private static final String ERROR_PAGE =
      "<error-page><error-code>418</error-code><location>/second</location></error-page>";

  private final Deployments deployments;
  private Application application;

  RoleReferencesIT(Server server) throws Exception {
    this.deployments = new Deployments(server);
  }

  @BeforeAll
  void deploy() throws Exception {
    String references =
        reference("boss", "admin")
            + reference("anyone", "**")
            + reference("every", "*")
            + reference("service", "admin");
    War war =
        War.like("protected-application")
            .classes(Roles.class)
            .webXml(SERVLET.formatted("first", references))
            .webXml(SERVLET.formatted("second", reference("boss", "clerk")))
            .webXml(MORE_MAPPINGS)
            .webXml(ERROR_PAGE)
            .file("WEB-INF/lib/roles.jar", fragment(reference("extra", "admin")));
    application = deployments.deployWithKey("roles", war);
  }

  @AfterAll
  void undeploy() throws Exception {
    deployments.close();
  }

  private static String reference(String name, String link) {
    return ("<security-role-ref><role-name>%s</role-name><role-link>%s</role-link>"
            + "</security-role-ref>")
        .formatted(name, link);
  }

  /** A library that adds references to the second servlet. */
  private static byte[] fragment(String references) throws IOException {
    String text =
        "<web-fragment xmlns=\"https://jakarta.ee/xml/ns/jakartaee\" version=\"6.0\"><servlet>"
            + "<servlet-name>second-roles</servlet-name>%s</servlet></web-fragment>"
                .formatted(references);
    ByteArrayOutputStream jar = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(jar)) {
      out.putNextEntry(new ZipEntry("META-INF/web-fragment.xml"));
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return jar.toByteArray();
  }

  @ParameterizedTest
  @CsvSource({
    "first, boss, admin, true",
    "first, boss, clerk, false",
    "first, boss, boss, false",
    "first, admin, admin, true",
    "first, service, admin, true",
    "first, service, service, false",
    "first, anyone, admin, false",
    "first, every, admin, false",
    "first, **, clerk, true",
    "first, *, admin, false",
    "first, extra, admin, false",
    "first, extra, extra, true",
    "second, boss, clerk, true",
    "second, boss, admin, false",
    "second, service, service, true",
    "second, extra, admin, true",
    "second, extra, extra, false"
  })
  void roleName_isResolvedByTheServletsReferences(
      String servlet, String asked, String role, String expected) throws Exception {
    assertThat(ask("/" + servlet + "?role=" + asked, role).body()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "forward=/second, admin, false",
    "forward=/second, clerk, true",
    "include=/second, admin, 'false, then true'",
    "include=/second, clerk, 'true, then false'",
    "include=/folder, clerk, 'true, then false'",
    "include=/folder/x.first, clerk, 'true, then false'",
    "include=/folder/first, clerk, 'false, then false'",
    "include=/folder/own/x.second, admin, 'true, then true'",
    "include=/a.b/x.second%3Fp=1, clerk, 'true, then false'",
    "include=/, clerk, 'true, then false'",
    "async=/second, admin, false",
    "async=/second, clerk, true",
    "error=418, admin, false",
    "error=418, clerk, true"
  })
  void dispatchedRequest_hasTheNamesOfItsServlet(String dispatch, String role, String expected)
      throws Exception {
    HttpResponse<String> response = ask("/first?role=boss&" + dispatch, role);

    assertThat(response.body()).isEqualTo(expected);
    assertThat(response.statusCode()).isEqualTo(dispatch.startsWith("error") ? 418 : 200);
  }

  private HttpResponse<String> ask(String target, String role) throws Exception {
    return application.get(
        target, application.token(Map.of("sub", "worker-1", "roles", role, "email", "a@b.c")));
  }

  /** Answers whether the caller has a role in the target servlet of a dispatch. */
  public static final class Roles extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException, ServletException {
      boolean first = request.getDispatcherType() == DispatcherType.REQUEST;
      if (first && request.getParameter("forward") != null) {
        request.getRequestDispatcher(request.getParameter("forward")).forward(request, response);
      } else if (first && request.getParameter("async") != null) {
        request.startAsync().dispatch(request.getParameter("async"));
      } else if (first && request.getParameter("error") != null) {
        response.sendError(Integer.parseInt(request.getParameter("error")));
      } else {
        answer(request, response, first ? request.getParameter("include") : null);
      }
    }

    private static void answer(
        HttpServletRequest request, HttpServletResponse response, String included)
        throws IOException, ServletException {
      if (included != null) {
        request.getRequestDispatcher(included).include(request, response);
        response.getWriter().print(", then ");
      }
      response.getWriter().print(request.isUserInRole(request.getParameter("role")));
    }
  }
}
