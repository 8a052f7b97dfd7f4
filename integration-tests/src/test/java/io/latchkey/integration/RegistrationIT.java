package io.latchkey.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The conditions in an application that decide whether the filter is registered. */
@ExtendWith(ServerExtension.class)
class RegistrationIT {
  /** Declares a filter with a name and init-params. */
  static final String FILTER =
      """
      <filter>
        <filter-name>%1$s</filter-name>
        <filter-class>io.latchkey.filter.BearerTokenFilter</filter-class>
        <async-supported>true</async-supported>
        %2$s
      </filter>
      """;

  /** Maps the filter of a name to every path. */
  static final String MAPPING =
      "<filter-mapping><filter-name>%s</filter-name><url-pattern>/*</url-pattern></filter-mapping>";

  /** Declares the sample's servlet, for a server that does not read its annotation. */
  static final String HELLO =
      """
      <servlet>
        <servlet-name>hello</servlet-name>
        <servlet-class>io.latchkey.samples.hello.HelloServlet</servlet-class>
      </servlet>
      <servlet-mapping>
        <servlet-name>hello</servlet-name>
        <url-pattern>/hello</url-pattern>
      </servlet-mapping>
      """;

  private final Server server;
  private final Deployments deployments;
  private War war;

  RegistrationIT(Server server) throws Exception {
    this.server = server;
    this.deployments = new Deployments(server);
  }

  @BeforeEach
  void copySample() throws Exception {
    war = War.like("protected-application");
  }

  @AfterEach
  void undeploy() throws Exception {
    deployments.close();
  }

  private static String initParam(String name, String value) {
    return "<init-param><param-name>%s</param-name><param-value>%s</param-value></init-param>"
        .formatted(name, value);
  }

  private static void assertProtects(Application application) throws Exception {
    assertThat(application.get("/hello").statusCode()).isEqualTo(401);
    assertThat(application.get("/nothing").statusCode()).isEqualTo(401);
    assertThat(application.get("/hello", application.token("worker-1")).body())
        .isEqualToIgnoringNewLines("Hello worker-1, you are a component");
  }

  @Test
  void jarsInTheApplication_protectIt() throws Exception {
    assertProtects(deployments.deployWithKey("jars", war));
  }

  @Test
  void metadataComplete_isProtected() throws Exception {
    war.webXmlAttributes("metadata-complete=\"true\"").webXml(HELLO);

    assertProtects(deployments.deployWithKey("complete", war));
  }

  @Test
  void metadataComplete_hidesAnnotatedSubclassButKeepsFilter() throws Exception {
    war.webXmlAttributes("metadata-complete=\"true\"").webXml(HELLO).classes(AnnotatedFilter.class);

    Application application = deployments.deployWithKey("hidden", war);

    assertProtects(application);
    // The subclass would open this path.
    assertThat(application.get("/open").statusCode()).isEqualTo(401);
  }

  @Test
  void emptyAbsoluteOrdering_keepsDeclaredFiltersOnly() throws Exception {
    String ordering = "<absolute-ordering/>";
    Application bare =
        deployments.deployWithKey("ordered", war.webXml(ordering).classes(ProbeServlets.ALL));

    // The Servlet specification excludes the initializer together with the jar.
    HttpResponse<String> anonymous = bare.get("/who");
    assertThat(anonymous.statusCode()).isEqualTo(200);
    assertThat(anonymous.body()).isEqualTo("REQUEST null - null");

    War declared = War.like("protected-application").webXml(ordering);
    declared.webXml(FILTER.formatted("tokens", "") + MAPPING.formatted("tokens"));
    assertProtects(deployments.deployWithKey("declared", declared));
  }

  @ParameterizedTest
  @ValueSource(strings = {"<others/>", "<name>latchkey</name>"})
  void absoluteOrderingWithTheFilter_isProtected(String members) throws Exception {
    war.webXml("<absolute-ordering>" + members + "</absolute-ordering>");

    assertProtects(deployments.deployWithKey("others", war));
  }

  @Test
  void filterDeclaredTwice_requiresBothToAccept() throws Exception {
    war.webXml(FILTER.formatted("outer", initParam("latchkey.open-paths", "GET /hello")))
        .webXml(FILTER.formatted("inner", initParam("latchkey.open-paths", "none")))
        .webXml(MAPPING.formatted("outer"))
        .webXml(MAPPING.formatted("inner"));

    assertProtects(deployments.deployWithKey("twice", war));
  }

  @Test
  void filterDeclaredAndAnnotated_requiresBothToAccept() throws Exception {
    war.webXml(FILTER.formatted("declared", initParam("latchkey.open-paths", "GET /hello")))
        .webXml(MAPPING.formatted("declared"))
        .classes(AnnotatedFilter.class);

    Application application = deployments.deployWithKey("mixed", war);

    assertProtects(application);
    // One filter opens the greeting, the other this path.
    assertThat(application.get("/open").statusCode()).isEqualTo(401);
  }

  @Test
  void declaredFilter_overridesContextParams() throws Exception {
    String psk = initParam("latchkey.psk", deployments.psk().reveal());
    war.contextParam("latchkey.psk", "another key than the init-param has")
        .webXml(FILTER.formatted("tokens", psk));

    assertProtects(deployments.deploy("declared", war));
  }

  @Test
  void declaredFilterForSomePaths_protectsOnlyThem() throws Exception {
    war.webXml(FILTER.formatted("tokens", ""))
        .webXml(MAPPING.formatted("tokens").replace("/*", "/api/*"));

    Application application = deployments.deployWithKey("some", war);

    assertThat(application.get("/api/hello").statusCode()).isEqualTo(401);
    assertThat(application.get("/nothing").statusCode()).isEqualTo(404);
  }

  @Test
  void annotatedSubclass_hasItsOwnSettings() throws Exception {
    Application application =
        deployments.deployWithKey("annotated", war.classes(AnnotatedFilter.class));

    assertProtects(application);
    assertThat(application.get("/hello?x=1").statusCode()).isEqualTo(401);
    assertThat(application.get("/open").statusCode()).isEqualTo(404);
  }

  @Test
  void twoApplications_haveTheirOwnKeys() throws Exception {
    try (Deployments others = new Deployments(server)) {
      Application one = deployments.deployWithKey("one", war);
      Application other = others.deployWithKey("other", War.like("protected-application"));

      assertProtects(one);
      assertProtects(other);
      assertThat(one.get("/hello", other.token("worker-1")).body())
          .contains("\"reason\":\"signature\"");
    }
  }
}
