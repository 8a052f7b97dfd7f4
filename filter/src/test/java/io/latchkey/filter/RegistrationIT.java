package io.latchkey.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.base.testing.CollectedLog;
import io.latchkey.filter.RawConnection.Response;
import io.latchkey.settings.AuthenticationSources;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.catalina.Context;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The three ways to get the filter in front of an application: by itself, web.xml, annotation. */
class RegistrationIT {
  private static final String INIT_PARAM =
      "<init-param><param-name>%s</param-name><param-value>%s</param-value></init-param>";
  private static final String OWN_FILTER =
      """
      <filter>
        <filter-name>own</filter-name>
        <filter-class>io.latchkey.filter.RegistrationIT$SeenBy</filter-class>
      </filter>
      <filter-mapping>
        <filter-name>own</filter-name>
        <url-pattern>/*</url-pattern>
        <dispatcher>REQUEST</dispatcher>
        <dispatcher>ERROR</dispatcher>
      </filter-mapping>
      """;

  @TempDir Path application;
  @AutoClose private final CollectedLog log = CollectedLog.ofAll();

  private void webXml(String attributes, String content) throws IOException {
    Path file = application.resolve("WEB-INF/web.xml");
    Files.createDirectories(file.getParent());
    Files.writeString(
        file,
        "<web-app xmlns=\"https://jakarta.ee/xml/ns/jakartaee\" version=\"6.0\" "
            + attributes
            + ">"
            + content
            + "</web-app>");
  }

  private void addClass(Class<?> type) throws IOException {
    String name = type.getName().replace('.', '/') + ".class";
    Path file = application.resolve("WEB-INF/classes").resolve(name);
    Files.createDirectories(file.getParent());
    try (InputStream in = type.getClassLoader().getResourceAsStream(name)) {
      Files.copy(in, file);
    }
  }

  private TestServer start(TestServer.Builder builder) throws Exception {
    return builder.servlet("/who", new WhoServlet()).startWebApplication(application);
  }

  private static String declared(String initParams, String mapping) {
    return "<filter><filter-name>tokens</filter-name>"
        + "<filter-class>io.latchkey.filter.BearerTokenFilter</filter-class>"
        + initParams
        + "</filter>"
        + mapping;
  }

  private static String mappedTo(String pattern) {
    return "<filter-mapping><filter-name>tokens</filter-name><url-pattern>"
        + pattern
        + "</url-pattern></filter-mapping>";
  }

  private static void assertProtects(TestServer server) throws Exception {
    assertThat(server.request("GET /who").status()).isEqualTo(401);
    assertThat(server.get("/who", Tokens.of("worker-1")).body()).startsWith("worker-1 ");
    assertThat(server.filters()).filteredOn(name -> name.contains("Filter")).hasSize(1);
  }

  @Test
  void jar_registersFilterBeforeApplicationFilters() throws Exception {
    webXml("", OWN_FILTER);
    try (TestServer server = start(TestServer.builder())) {
      Response rejected = server.request("GET /who");
      Response admitted = server.get("/who", Tokens.of("worker-1"));

      assertThat(rejected.status()).isEqualTo(401);
      assertThat(rejected.has("Seen-By")).isFalse();
      assertThat(admitted.header("Seen-By")).isEqualTo("worker-1");
      assertProtects(server);
    }
  }

  @Test
  void noWebXml_isProtectedAllTheSame() throws Exception {
    try (TestServer server = start(TestServer.builder())) {
      assertProtects(server);
    }
  }

  @Test
  void declaredFilter_isOnlyFilterAndKeepsSettings() throws Exception {
    webXml("", declared(INIT_PARAM.formatted("latchkey.psk", Tokens.PSK), mappedTo("/*")));
    // Taken over by the init-param.
    try (TestServer server = start(TestServer.unconfigured().param("latchkey.psk", "another"))) {
      assertProtects(server);
    }
  }

  @Test
  void twoDeclaredFilters_bothMustAdmitTheRequest() throws Exception {
    try (TestServer server = twoFilters()) {
      assertThat(server.request("GET /who").status()).isEqualTo(401);
      assertThat(server.request("GET /x").status()).isEqualTo(401);
    }
  }

  @Test
  void innerOfTwoDeclaredFilters_setsTheCaller() throws Exception {
    try (TestServer server = twoFilters()) {
      assertThat(server.get("/who", Tokens.of("worker-1")).body()).startsWith("worker-1 ");
    }
  }

  private TestServer twoFilters() throws Exception {
    String inner =
        declared(INIT_PARAM.formatted("latchkey.open-paths", "none"), mappedTo("/who"))
            .replace("tokens", "inner");
    String outer =
        declared(INIT_PARAM.formatted("latchkey.open-paths", "GET /who"), mappedTo("/*"));
    webXml("", outer + inner);
    return start(TestServer.builder());
  }

  @Test
  void declaredFilterForSomePaths_protectsOnlyThem() throws Exception {
    webXml("", declared("", mappedTo("/api/*")));
    try (TestServer server = start(TestServer.builder().servlet("/api/who", new WhoServlet()))) {
      assertThat(server.request("GET /api/who").status()).isEqualTo(401);
      assertThat(server.request("GET /who").status()).isEqualTo(200);
    }
  }

  @Test
  void declaredFilterWithoutMapping_protectsEverythingFirst() throws Exception {
    webXml("", OWN_FILTER + declared(INIT_PARAM.formatted("latchkey.psk", Tokens.PSK), ""));
    try (TestServer server = start(TestServer.unconfigured())) {
      assertProtects(server);
      assertThat(server.request("GET /who").has("Seen-By")).isFalse();
    }
  }

  @Test
  void annotatedSubclass_isTheOnlyOne() throws Exception {
    addClass(AnnotatedTokenFilter.class);
    try (TestServer server = start(TestServer.unconfigured())) {
      assertProtects(server);
    }
  }

  @Test
  void ignoredAnnotatedSubclass_leavesFilterRegistered() throws Exception {
    addClass(AnnotatedTokenFilter.class);
    webXml("metadata-complete=\"true\"", "");
    try (TestServer server = start(TestServer.builder())) {
      assertProtects(server);
    }
  }

  @Test
  void annotatedSubclassUnderMetadataComplete_protectsEverything() throws Exception {
    addClass(AnnotatedTokenFilter.class);
    webXml(
        "metadata-complete=\"true\"",
        declared(INIT_PARAM.formatted("latchkey.psk", Tokens.PSK), "")
            .replace(BearerTokenFilter.class.getName(), AnnotatedTokenFilter.class.getName()));
    try (TestServer server = start(TestServer.unconfigured())) {
      assertProtects(server);
    }
  }

  @Test
  void unknownInitParam_stopsStartSuggestingNearestName() throws Exception {
    webXml("", declared(INIT_PARAM.formatted("latchkey.psks", "x"), mappedTo("/*")));
    try (TestServer server = start(TestServer.builder())) {
      assertThat(server.isRunning()).isFalse();
    }
    assertThat(String.join("", log.lines()))
        .contains(
            "Unknown setting latchkey.psks (from filter init-param); did you mean latchkey.psk?");
  }

  @Test
  void caOnlyInitParam_stopsStart() throws Exception {
    webXml("", declared(INIT_PARAM.formatted("latchkey.policy.dns", "*.test"), mappedTo("/*")));
    try (TestServer server = start(TestServer.builder())) {
      assertThat(server.isRunning()).isFalse();
    }
    assertThat(String.join("", log.lines()))
        .contains("latchkey.policy.dns (from filter init-param): only a CA reads this setting");
  }

  @ParameterizedTest
  @CsvSource({"latchkey.revoked-components,team-a", "latchkey.trusted-proxies,10.0.0.0/8"})
  void initParamSharedWithCa_stopsStart(String name, String value) throws Exception {
    webXml("", declared(INIT_PARAM.formatted(name, value), mappedTo("/*")));
    try (TestServer server = start(TestServer.builder().context(RegistrationIT::startAuthority))) {
      assertThat(server.isRunning()).isFalse();
    }
    assertThat(String.join("", log.lines()))
        .contains(
            name
                + " (from filter init-param): the CA of this application reads this setting too,"
                + " but not this source; set it as context-param, for both");
  }

  @Test
  void filterOnlyInitParam_isAcceptedBesideCa() throws Exception {
    webXml("", declared(INIT_PARAM.formatted("latchkey.open-paths", "GET /who"), mappedTo("/*")));
    try (TestServer server = start(TestServer.builder().context(RegistrationIT::startAuthority))) {
      assertThat(server.request("GET /who").status()).isEqualTo(200);
    }
  }

  private static void startAuthority(Context context) {
    ServletContext application = context.getServletContext();
    AuthenticationSources.of(application::getAttribute, application::setAttribute).addAuthority();
  }

  @Test
  void initParamWithoutThePrefix_stopsTheStart() throws Exception {
    webXml("", declared(INIT_PARAM.formatted("psk", Tokens.PSK), mappedTo("/*")));
    try (TestServer server = start(TestServer.builder())) {
      assertThat(server.isRunning()).isFalse();
    }
    assertThat(String.join("", log.lines()))
        .contains("Unknown setting psk (from filter init-param); every name starts with latchkey.")
        .doesNotContain(Tokens.PSK);
  }

  @Test
  void applicationDefaults_applyUnlessSetElsewhere() throws Exception {
    Path defaults = application.resolve("WEB-INF/classes/META-INF/latchkey-defaults.properties");
    Files.createDirectories(defaults.getParent());
    Files.writeString(defaults, "latchkey.psk=" + Tokens.PSK + "\nlatchkey.open-paths=none\n");
    try (TestServer server =
        start(TestServer.unconfigured().param("latchkey.open-paths", "GET /who"))) {
      assertThat(server.get("/who", Tokens.of("worker-1")).body()).startsWith("worker-1 ");
      assertThat(server.request("GET /who").status()).isEqualTo(200);
    }
  }

  /** One of the application's own filters: says whom it has seen. */
  public static final class SeenBy extends jakarta.servlet.http.HttpFilter {
    private static final long serialVersionUID = 1;

    @Override
    protected void doFilter(
        jakarta.servlet.http.HttpServletRequest request,
        jakarta.servlet.http.HttpServletResponse response,
        jakarta.servlet.FilterChain chain)
        throws IOException, jakarta.servlet.ServletException {
      response.setHeader("Seen-By", String.valueOf(request.getRemoteUser()));
      chain.doFilter(request, response);
    }
  }
}
