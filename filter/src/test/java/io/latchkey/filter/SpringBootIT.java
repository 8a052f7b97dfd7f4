package io.latchkey.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.filter.RawConnection.Response;
import io.latchkey.settings.SettingsException;
import io.latchkey.tokens.FailedTokenRateLimiter;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.Banner;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletContextInitializer;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.mock.web.MockServletContext;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.springframework.web.context.WebApplicationContext;
import org.springframework.web.filter.ForwardedHeaderFilter;

/** An application of Spring Boot that has the filter's jar on its class path and nothing else. */
class SpringBootIT {
  private ConfigurableApplicationContext application;

  @BeforeAll
  static void leaveTheLogAlone() {
    System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
  }

  @AfterEach
  void stop() {
    System.clearProperty("latchkey.psk");
    if (application != null) {
      application.close();
    }
  }

  private void start(Map<String, Object> properties, Class<?>... configurations) {
    Map<String, Object> all = new HashMap<>(properties);
    all.put("server.port", "0");
    all.put("server.address", "127.0.0.1");
    all.putIfAbsent("latchkey.kdf-iterations", "1000");
    Class<?>[] sources =
        Stream.concat(Stream.of(Application.class), Stream.of(configurations))
            .toArray(Class<?>[]::new);
    application =
        new SpringApplicationBuilder(sources)
            .bannerMode(Banner.Mode.OFF)
            .registerShutdownHook(false)
            .properties(all)
            .run();
  }

  private void start(Class<?>... configurations) {
    start(Map.of("latchkey.psk", Tokens.PSK), configurations);
  }

  private Response get(String path, String... headers) throws IOException {
    int port =
        Integer.parseInt(application.getEnvironment().getRequiredProperty("local.server.port"));
    try (RawConnection connection = new RawConnection(port)) {
      connection.send(TestServer.text("GET " + path, headers));
      return connection.read();
    }
  }

  private Response getWithToken(String path) throws IOException {
    return get(path, "Authorization: Bearer " + Tokens.of("worker-1"));
  }

  private List<String> filters() {
    ServletContext context = ((WebApplicationContext) application).getServletContext();
    return context.getFilterRegistrations().values().stream()
        .map(FilterRegistration::getClassName)
        .filter(name -> name.startsWith("io.latchkey."))
        .toList();
  }

  private void assertProtected() throws IOException {
    assertThat(get("/who").reason()).isEqualTo("missing");
    assertThat(get("/who").status()).isEqualTo(401);
    assertThat(getWithToken("/who").body()).startsWith("worker-1 ");
    assertThat(filters()).hasSize(1);
  }

  @Test
  void keyInApplicationProperties_protectsTheApplication() throws Exception {
    start();

    assertProtected();
  }

  @Test
  void keyInSystemProperty_protectsTheApplication() throws Exception {
    System.setProperty("latchkey.psk", Tokens.PSK);
    start(Map.of());

    assertProtected();
  }

  @Test
  void settingsInApplicationProperties_takeEffect() throws Exception {
    start(Map.of("latchkey.psk", Tokens.PSK, "latchkey.open-paths", "GET /who"));

    assertThat(get("/who").status()).isEqualTo(200);
    assertThat(get("/other").status()).isEqualTo(401);
  }

  @Test
  void noKey_stopsTheStartWithTheReason() {
    assertStops(Map.of(), "latchkey.psk");
  }

  @Test
  void misspelledSettings_stopTheStart() {
    for (String name : List.of("latchkey.open_paths", "Latchkey.psk", "\uFEFFlatchkey.psk")) {
      assertStops(Map.of("latchkey.psk", Tokens.PSK, name, "x"), name.replaceAll("[^a-z._]", ""));
    }
  }

  private void assertStops(Map<String, Object> properties, String text) {
    assertThatThrownBy(() -> start(properties))
        .hasRootCauseInstanceOf(SettingsException.class)
        .rootCause()
        .hasMessageContaining(text);
  }

  @Test
  void authenticationDisabled_startsWithoutKey() throws Exception {
    start(Map.of("latchkey.auth", "disabled"));

    assertThat(get("/who").status()).isEqualTo(200);
  }

  @Test
  void ownFilterBean_isTheOnlyOne() throws Exception {
    System.setProperty("latchkey.psk", Tokens.PSK);
    System.setProperty("latchkey.kdf-iterations", "1000");
    try {
      start(Map.of(), OwnFilter.class);
      assertProtected();
    } finally {
      System.clearProperty("latchkey.kdf-iterations");
    }
  }

  @Test
  void registrationBean_isOnlyFilterAndKeepsSettings() throws Exception {
    start(Map.of("latchkey.psk", "another key than that of the bean"), OwnRegistration.class);

    assertProtected();
  }

  @Test
  void initializerThatRunsToo_addsNoSecondFilter() throws Exception {
    start(InitializerFirst.class);
    assertProtected();
    application.close();

    start(InitializerLast.class);
    assertProtected();
  }

  @Test
  void filterOfHighestPrecedence_comesAfterAuthentication() throws Exception {
    start(EarlyFilter.class);

    assertThat(get("/who").has("Early")).isFalse();
    assertThat(getWithToken("/who").header("Early")).isEqualTo("worker-1");
  }

  @Test
  void forwardedHeaderFilter_doesNotNameTheClient() throws Exception {
    start(
        Map.of("latchkey.psk", Tokens.PSK, "server.forward-headers-strategy", "framework"),
        ForwardedServlet.class);
    assertLimitIgnoresForwarded();

    application.close();
    start(OwnForwardedHeaderFilter.class, ForwardedServlet.class);
    assertLimitIgnoresForwarded();
  }

  private void assertLimitIgnoresForwarded() throws IOException {
    assertThat(
            get(
                    "/forwarded",
                    "Authorization: Bearer " + Tokens.of("worker-1"),
                    "X-Forwarded-For: 192.0.2.1",
                    "X-Forwarded-Host: example.org")
                .body())
        .isEqualTo("example.org");
    for (int n = 0; n < FailedTokenRateLimiter.BURST; n++) {
      assertThat(forgedFrom("192.0.2." + n).status()).isEqualTo(401);
    }
    assertThat(forgedFrom("198.51.100.1").reason()).isEqualTo("throttled");
  }

  @Test
  void trustedProxyBeforeSpring_namesTheClient() throws Exception {
    start(
        Map.of(
            "latchkey.psk", Tokens.PSK,
            "latchkey.trusted-proxies", "127.0.0.0/8",
            "server.forward-headers-strategy", "framework"));
    for (int n = 0; n < FailedTokenRateLimiter.BURST; n++) {
      assertThat(forgedFrom("198.51.100." + n + ", 192.0.2.1").status()).isEqualTo(401);
    }

    assertThat(forgedFrom("198.51.100.99, 192.0.2.1").reason()).isEqualTo("throttled");
    assertThat(forgedFrom("192.0.2.2").status()).isEqualTo(401);
  }

  private Response forgedFrom(String forwardedFor) throws IOException {
    return get(
        "/who", "Authorization: Bearer " + Tokens.forged(), "X-Forwarded-For: " + forwardedFor);
  }

  @Test
  void errorPage_isProtectedToo() throws Exception {
    start();

    assertThat(get("/error").status()).isEqualTo(401);
    assertThat(getWithToken("/nothing").status()).isEqualTo(404);
  }

  @Test
  void filterOfTheBean_worksWithMocks() throws Exception {
    start();
    FilterRegistrationBean<?> bean =
        application.getBean("latchkeyBearerTokenFilter", FilterRegistrationBean.class);
    MockMvc mocks =
        org.springframework.test.web.servlet.setup.MockMvcBuilders.standaloneSetup(new Object())
            .addFilter(bean.getFilter(), "x", bean.getInitParameters(), null, "/*")
            .build();

    int status =
        mocks.perform(MockMvcRequestBuilders.get("/who")).andReturn().getResponse().getStatus();

    assertThat(status).isEqualTo(401);
    assertThat(new MockServletContext().getFilterRegistrations()).isEmpty();
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Application {
    @Bean
    ServletRegistrationBean<Servlet> who() {
      return new ServletRegistrationBean<>(new WhoServlet(), "/who");
    }
  }

  /** Shows that Spring's filter is effective: the host comes from the header. */
  @Configuration(proxyBeanMethods = false)
  static class ForwardedServlet {
    @Bean
    ServletRegistrationBean<Servlet> forwarded() {
      Servlet servlet =
          new HttpServlet() {
            @Override
            protected void doGet(HttpServletRequest request, HttpServletResponse response)
                throws IOException {
              response.getWriter().print(request.getServerName());
            }
          };
      return new ServletRegistrationBean<>(servlet, "/forwarded");
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class OwnForwardedHeaderFilter {
    @Bean
    @Order(Integer.MIN_VALUE)
    ForwardedHeaderFilter forwardedHeaders() {
      return new ForwardedHeaderFilter();
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class OwnFilter {
    @Bean
    BearerTokenFilter tokens() {
      return new BearerTokenFilter();
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class OwnRegistration {
    @Bean
    FilterRegistrationBean<BearerTokenFilter> tokens() {
      var bean = new FilterRegistrationBean<>(new BearerTokenFilter());
      bean.addInitParameter("latchkey.psk", Tokens.PSK);
      bean.addInitParameter("latchkey.kdf-iterations", "1000");
      return bean;
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class InitializerFirst {
    @Bean
    @Order(Integer.MIN_VALUE)
    ServletContextInitializer initializer() {
      return context -> new BearerTokenFilterInitializer().onStartup(null, context);
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class InitializerLast {
    @Bean
    @Order(Integer.MAX_VALUE)
    ServletContextInitializer initializer() {
      return context -> new BearerTokenFilterInitializer().onStartup(null, context);
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class EarlyFilter {
    @Bean
    FilterRegistrationBean<Filter> early() {
      Filter filter =
          (request, response, chain) -> {
            var caller = ((jakarta.servlet.http.HttpServletRequest) request).getRemoteUser();
            ((jakarta.servlet.http.HttpServletResponse) response).setHeader("Early", caller);
            chain.doFilter(request, response);
          };
      var bean = new FilterRegistrationBean<>(filter);
      bean.setUrlPatterns(Arrays.asList("/*"));
      bean.setOrder(Integer.MIN_VALUE + 1);
      return bean;
    }
  }
}
