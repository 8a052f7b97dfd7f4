package io.latchkey.filter;

import io.latchkey.base.http.ContextAttributes;
import io.latchkey.base.io.FilePoller;
import io.latchkey.filter.RawConnection.Response;
import io.latchkey.tokens.FailedTokenRateLimiter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.LifecycleState;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.ErrorPage;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.scan.StandardJarScanner;

/** An embedded Tomcat on a free port of the loopback, with the filter in front of one context. */
final class TestServer implements AutoCloseable {
  private final Tomcat tomcat;
  private final Context context;
  private final Connector connector;

  private TestServer(Tomcat tomcat, Context context, Connector connector) {
    this.tomcat = tomcat;
    this.context = context;
    this.connector = connector;
  }

  /** A server whose filter has the key of {@link Tokens} and registers itself. */
  static Builder builder() {
    return new Builder().param("latchkey.psk", Tokens.PSK);
  }

  /** A server without any setting. */
  static Builder unconfigured() {
    return new Builder();
  }

  boolean isRunning() {
    return context.getState() == LifecycleState.STARTED;
  }

  /** The classes of all filters. */
  List<String> filters() {
    return Stream.of(context.findFilterDefs()).map(FilterDef::getFilterClass).toList();
  }

  ServletContext context() {
    return context.getServletContext();
  }

  Object contextAttribute(String name) {
    return context().getAttribute(name);
  }

  int port() {
    return connector.getLocalPort();
  }

  RawConnection connect() throws IOException {
    return new RawConnection(port());
  }

  /** Sends one request, whose header lines come after the request line and {@code Host}. */
  Response request(String methodAndTarget, String... headers) throws IOException {
    try (RawConnection connection = connect()) {
      connection.send(text(methodAndTarget, headers));
      return methodAndTarget.startsWith("HEAD ") ? connection.readHead() : connection.read();
    }
  }

  Response get(String path, String token) throws IOException {
    return request("GET " + path, "Authorization: Bearer " + token);
  }

  static String text(String methodAndTarget, String... headers) {
    StringBuilder text = new StringBuilder(methodAndTarget).append(" HTTP/1.1\r\nHost: test\r\n");
    for (String header : headers) {
      text.append(header).append("\r\n");
    }
    return text.append("\r\n").toString();
  }

  @Override
  public void close() throws LifecycleException {
    tomcat.stop();
    tomcat.destroy();
  }

  /** Collects what the server serves. */
  static final class Builder {
    private static final AtomicInteger NAMES = new AtomicInteger();

    /** Shorter than the default, so that tests do not wait for a second. */
    private static final Duration POLL_PERIOD = Duration.ofMillis(50);

    private final List<Consumer<Context>> steps = new ArrayList<>();
    private final List<Consumer<Connector>> connectorSteps = new ArrayList<>();
    private final Map<String, String> params = new HashMap<>();
    private String contextPath = "";
    private boolean initializer = true;
    private boolean authority = true;

    private Builder() {
      param("latchkey.kdf-iterations", "1000");
    }

    Builder contextPath(String path) {
      contextPath = path;
      return this;
    }

    Builder param(String name, String value) {
      params.put(name, value);
      return this;
    }

    Builder connector(Consumer<Connector> step) {
      connectorSteps.add(step);
      return this;
    }

    Builder servlet(String pattern, Servlet servlet) {
      steps.add(
          context ->
              context.addServletContainerInitializer(
                  (classes, servletContext) -> {
                    ServletRegistration.Dynamic registration =
                        servletContext.addServlet("servlet-" + NAMES.incrementAndGet(), servlet);
                    registration.setAsyncSupported(true);
                    registration.addMapping(pattern);
                  },
                  Set.of()));
      return this;
    }

    Builder servlet(String pattern, Handler handler) {
      return servlet(pattern, new HandlerServlet(handler));
    }

    /** Adds one of the application's own filters, programmatically, as a later initializer. */
    Builder filter(Filter filter) {
      steps.add(
          context ->
              context.addServletContainerInitializer(
                  (classes, servletContext) -> {
                    var added =
                        servletContext.addFilter("filter-" + NAMES.incrementAndGet(), filter);
                    added.setAsyncSupported(true);
                    added.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), true, "/*");
                  },
                  Set.of()));
      return this;
    }

    Builder errorPage(int status, String location) {
      steps.add(
          context -> {
            ErrorPage page = new ErrorPage();
            page.setErrorCode(status);
            page.setLocation(location);
            context.addErrorPage(page);
          });
      return this;
    }

    Builder context(Consumer<Context> step) {
      steps.add(step);
      return this;
    }

    Builder withoutInitializer() {
      initializer = false;
      return this;
    }

    /** Starts an application that does not announce the resources of a CA. */
    Builder withoutAuthority() {
      authority = false;
      return this;
    }

    TestServer start() throws LifecycleException {
      Tomcat tomcat = tomcat();
      Context context = tomcat.addContext(contextPath, new File(".").getAbsolutePath());
      if (initializer) {
        context.addServletContainerInitializer(new BearerTokenFilterInitializer(), Set.of());
      }
      return start(tomcat, context);
    }

    /** Starts with a folder that holds a web application, and registers nothing beyond it. */
    TestServer startWebApplication(Path folder) throws LifecycleException {
      Tomcat tomcat = tomcat();
      Context context = tomcat.addWebapp(contextPath, folder.toString());
      ((StandardJarScanner) context.getJarScanner()).setScanClassPath(false);
      // Jetty's initializers are on the class path of the tests and fail on Tomcat.
      context.setContainerSciFilter("org\\.eclipse\\.jetty\\..*");
      return start(tomcat, context);
    }

    private TestServer start(Tomcat tomcat, Context context) throws LifecycleException {
      params.forEach(context::addParameter);
      context
          .getServletContext()
          .setAttribute(ContextAttributes.FILE_POLLER, new FilePoller(POLL_PERIOD));
      // Not refilled, so that a test that exhausts it gets the same responses on a slow machine.
      context
          .getServletContext()
          .setAttribute(
              ContextAttributes.FAILED_TOKEN_RATE_LIMITER, new FailedTokenRateLimiter(() -> 0));
      if (authority) {
        context.addServletContainerInitializer(
            (classes, application) ->
                application.setAttribute(ContextAttributes.AUTHORITY_RESOURCES, true),
            Set.of());
      }
      steps.forEach(step -> step.accept(context));
      LoopbackTomcat.leaveTheJdkAlone(context);
      Connector connector = LoopbackTomcat.connector();
      connectorSteps.forEach(step -> step.accept(connector));
      tomcat.setConnector(connector);
      tomcat.start();
      return new TestServer(tomcat, context, connector);
    }

    private static Tomcat tomcat() {
      return LoopbackTomcat.in(Path.of("target", "tomcat"));
    }
  }

  /** What a servlet does, as a lambda. */
  @FunctionalInterface
  interface Handler {
    void handle(
        jakarta.servlet.http.HttpServletRequest request,
        jakarta.servlet.http.HttpServletResponse response)
        throws IOException, jakarta.servlet.ServletException;
  }

  private static final class HandlerServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    private final transient Handler handler;

    HandlerServlet(Handler handler) {
      this.handler = handler;
    }

    @Override
    protected void service(
        jakarta.servlet.http.HttpServletRequest request,
        jakarta.servlet.http.HttpServletResponse response)
        throws IOException, jakarta.servlet.ServletException {
      handler.handle(request, response);
    }
  }
}
