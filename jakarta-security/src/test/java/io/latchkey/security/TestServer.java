package io.latchkey.security;

import io.latchkey.filter.LoopbackTomcat;
import io.latchkey.filter.Tokens;
import jakarta.enterprise.inject.spi.BeanManager;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import javax.tools.ToolProvider;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.LifecycleState;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.ContextResource;
import org.apache.tomcat.util.scan.StandardJarScanner;

/**
 * A Tomcat on a free port of the loopback that has been given what a server with Jakarta Security
 * has: CDI (Weld) and Jakarta Security (Soteria). Deploys a web application of chosen classes; the
 * libraries of this module are on its class path.
 */
final class TestServer implements AutoCloseable {
  private final Tomcat tomcat;
  private final Context context;
  private final Connector connector;
  private final HttpClient http = HttpClient.newHttpClient();

  private TestServer(Tomcat tomcat, Context context, Connector connector) {
    this.tomcat = tomcat;
    this.context = context;
    this.connector = connector;
  }

  /** A server whose application has the key of {@link Tokens} as context-param. */
  static Builder builder(Path folder) {
    return unconfigured(folder).param("latchkey.psk", Tokens.PSK);
  }

  /** A server whose application has no key. */
  static Builder unconfigured(Path folder) {
    return new Builder(folder).param("latchkey.kdf-iterations", "1000").classes(WhoServlet.class);
  }

  boolean isRunning() {
    return context.getState() == LifecycleState.STARTED;
  }

  Object contextAttribute(String name) {
    return context.getServletContext().getAttribute(name);
  }

  /** Sets it for the application, or takes it away with null. */
  void setContextAttribute(String name, Object value) {
    context.getServletContext().setAttribute(name, value);
  }

  HttpResponse<String> get(String path) throws Exception {
    return send("GET", path);
  }

  HttpResponse<String> get(String path, String token) throws Exception {
    return send("GET", path, "Authorization", "Bearer " + token);
  }

  HttpResponse<String> send(String method, String path, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + connector.getLocalPort() + path))
            .method(method, BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  @Override
  public void close() throws LifecycleException {
    tomcat.stop();
    tomcat.destroy();
  }

  /** Collects what the application consists of. */
  static final class Builder {
    private static final String BEANS =
        """
        <beans xmlns="https://jakarta.ee/xml/ns/jakartaee" version="4.0"
               bean-discovery-mode="annotated"/>
        """;

    private static final AtomicInteger ENGINES = new AtomicInteger();

    private final Path folder;
    private final Map<String, String> params = new HashMap<>();
    private final Set<Class<?>> classes = new LinkedHashSet<>();
    private final Map<String, String> sources = new HashMap<>();
    private String webXml = "";
    private boolean jakartaSecurity = true;

    private Builder(Path folder) {
      this.folder = folder;
    }

    Builder param(String name, String value) {
      params.put(name, value);
      return this;
    }

    Builder classes(Class<?>... more) {
      for (Class<?> each : more) {
        classes.add(each.getNestHost());
        classes.add(each);
      }
      return this;
    }

    /** Compiles a class of the unnamed package into the application. */
    Builder source(String className, String code) {
      sources.put(className, code);
      return this;
    }

    /** The content of {@code web-app}. */
    Builder webXml(String elements) {
      webXml = elements;
      return this;
    }

    /** Keeps CDI from Soteria, which then leaves the application alone. */
    Builder withoutJakartaSecurity() {
      jakartaSecurity = false;
      return this;
    }

    TestServer start() throws Exception {
      Path application = Files.createTempDirectory(folder, "application");
      write(application.resolve("WEB-INF/beans.xml"), BEANS);
      write(
          application.resolve("WEB-INF/web.xml"),
          "<web-app xmlns=\"https://jakarta.ee/xml/ns/jakartaee\" version=\"6.0\">"
              + webXml
              + "</web-app>");
      for (Class<?> type : classes) {
        copy(type, application.resolve("WEB-INF/classes"));
      }
      for (String className : sources.keySet()) {
        compile(className, application.resolve("WEB-INF/classes"));
      }
      Tomcat tomcat = LoopbackTomcat.in(folder.resolve("tomcat"));
      // Naming contexts are known by the engine's name in all of this process.
      tomcat.getEngine().setName("Tomcat-" + ENGINES.incrementAndGet());
      tomcat.enableNaming();
      Context context = tomcat.addWebapp("/app", application.toString());
      ((StandardJarScanner) context.getJarScanner()).setScanAllDirectories(true);
      LoopbackTomcat.leaveTheJdkAlone(context);
      if (jakartaSecurity) {
        context.getNamingResources().addResource(beanManager());
      }
      params.forEach(context::addParameter);
      Connector connector = LoopbackTomcat.connector();
      connector.setAllowTrace(true);
      tomcat.setConnector(connector);
      try {
        tomcat.start();
      } catch (LifecycleException e) {
        tomcat.destroy();
        throw e;
      }
      return new TestServer(tomcat, context, connector);
    }

    /** Soteria looks for CDI under {@code java:comp/env/BeanManager}. */
    private static ContextResource beanManager() {
      ContextResource manager = new ContextResource();
      manager.setName("BeanManager");
      manager.setType(BeanManager.class.getName());
      manager.setProperty("factory", BeanManagerFactory.class.getName());
      return manager;
    }

    private static void write(Path file, String text) throws IOException {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    }

    private void compile(String className, Path root) throws IOException {
      Path source = folder.resolve(className + ".java");
      Files.writeString(source, sources.get(className));
      String classPath = System.getProperty("java.class.path");
      int failed =
          ToolProvider.getSystemJavaCompiler()
              .run(null, null, null, "-cp", classPath, "-d", "" + root, "" + source);
      if (failed != 0) {
        throw new IllegalStateException(className + " does not compile");
      }
    }

    private static void copy(Class<?> type, Path root) throws IOException {
      String name = type.getName().replace('.', '/') + ".class";
      Path file = root.resolve(name);
      Files.createDirectories(file.getParent());
      try (InputStream in = type.getClassLoader().getResourceAsStream(name)) {
        Files.copy(in, file);
      }
    }
  }
}
