package io.latchkey.benchmarks;

import io.latchkey.filter.BearerTokenFilterInitializer;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.authenticator.BasicAuthenticator;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.LoginConfig;
import org.apache.tomcat.util.descriptor.web.SecurityCollection;
import org.apache.tomcat.util.descriptor.web.SecurityConstraint;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;

/**
 * One servlet behind different authentication methods, each an application of the same Tomcat. Runs
 * until the process is killed.
 */
public final class AuthenticationCostServer {
  private static final String DOCUMENTS = new File(".").getAbsolutePath();
  private static final String CALLER = "worker-1";
  private static final String OPEN_PATHS = "GET /static/**, GET /docs/*";

  /** Twenty rules; the last one decides about the request of the benchmark. */
  private static final String ROLE_RULES =
      IntStream.range(0, 19)
              .mapToObj("/part-%d/** = admin; "::formatted)
              .collect(Collectors.joining())
          + "/** = service";

  private AuthenticationCostServer() {}

  /**
   * Starts the server and prints its port as a line. The secret is the setting {@code
   * latchkey.psk}; the HMAC key for Spring Security is {@code HMAC_KEY}.
   *
   * @param arguments none
   */
  public static void main(String[] arguments) throws LifecycleException, IOException {
    String secret = System.getenv("LATCHKEY_PSK");
    Tomcat tomcat = BenchmarkServer.tomcat();
    add(tomcat, "/none");
    add(tomcat, "/password")
        .addServletContainerInitializer(
            (classes, context) -> map(context, new PasswordFilter(secret)), Set.of());
    basic(tomcat, add(tomcat, "/basic"), secret);
    add(tomcat, "/latchkey")
        .addServletContainerInitializer(new BearerTokenFilterInitializer(), Set.of());
    Context rules = add(tomcat, "/rules");
    rules.addParameter("latchkey.open-paths", OPEN_PATHS);
    rules.addParameter("latchkey.roles", ROLE_RULES);
    rules.addServletContainerInitializer(new BearerTokenFilterInitializer(), Set.of());
    add(tomcat, "/spring")
        .addServletContainerInitializer(
            (classes, context) -> map(context, spring(context)), Set.of());
    tomcat.start();
    System.out.println(tomcat.getConnector().getLocalPort());
    tomcat.getServer().await();
  }

  private static Context add(Tomcat tomcat, String path) {
    Context context = tomcat.addContext(path, DOCUMENTS);
    Tomcat.addServlet(context, "answer", new Answer()).addMapping("/*");
    return context;
  }

  private static void map(ServletContext context, Filter filter) {
    context
        .addFilter("authentication", filter)
        .addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), false, "/*");
  }

  private static void basic(Tomcat tomcat, Context context, String secret) {
    tomcat.addUser(CALLER, secret);
    tomcat.addRole(CALLER, "service");
    SecurityCollection everything = new SecurityCollection();
    everything.addPattern("/*");
    SecurityConstraint constraint = new SecurityConstraint();
    constraint.addCollection(everything);
    constraint.addAuthRole("service");
    context.addConstraint(constraint);
    context.addSecurityRole("service");
    context.setLoginConfig(new LoginConfig("BASIC", "benchmark", null, null));
    context.getPipeline().addValve(new BasicAuthenticator());
  }

  private static Filter spring(ServletContext context) {
    AnnotationConfigWebApplicationContext spring = new AnnotationConfigWebApplicationContext();
    spring.register(SpringSecurity.class);
    spring.setServletContext(context);
    spring.refresh();
    return spring.getBean("springSecurityFilterChain", Filter.class);
  }

  /** Checks a shared password in a header. */
  private static final class PasswordFilter extends HttpFilter {
    private static final long serialVersionUID = 1;

    private final byte[] secret;

    PasswordFilter(String secret) {
      this.secret = secret.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    protected void doFilter(
        HttpServletRequest request, HttpServletResponse response, FilterChain chain)
        throws IOException, ServletException {
      String given = request.getHeader("X-Password");
      if (given == null || !MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), secret)) {
        response.sendError(HttpServletResponse.SC_UNAUTHORIZED);
        return;
      }
      chain.doFilter(request, response);
    }
  }
}
