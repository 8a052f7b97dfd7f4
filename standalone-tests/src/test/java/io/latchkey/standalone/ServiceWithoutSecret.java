package io.latchkey.standalone;

import io.latchkey.filter.BearerTokenFilterInitializer;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;

/**
 * An application on an embedded Tomcat, in a process of its own, whose only configuration is the
 * certificate of the CA that it trusts and its name.
 */
final class ServiceWithoutSecret {
  private ServiceWithoutSecret() {}

  /** Starts a service, whose audience is its name. */
  static LatchkeyProcess start(
      Path folder, String name, Path trusted, Map<String, String> settings) {
    Map<String, String> environment = new HashMap<>(settings);
    environment.put("LATCHKEY_TRUSTED_CA", trusted.toString());
    environment.put("LATCHKEY_AUDIENCE", name);
    environment.put("LATCHKEY_DATA_DIR", folder.resolve(name).toString());
    LatchkeyProcess service =
        LatchkeyProcess.run(
            environment,
            LatchkeyProcess.java(
                "-cp",
                System.getProperty("java.class.path"),
                ServiceWithoutSecret.class.getName(),
                folder.resolve(name + "-tomcat").toString()));
    service.awaitReady();
    return service;
  }

  /** Argument: the base directory. */
  public static void main(String[] arguments) throws Exception {
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(arguments[0]);
    Context context = tomcat.addContext("", new File(".").getAbsolutePath());
    context.addServletContainerInitializer(new BearerTokenFilterInitializer(), Set.of());
    context.addServletContainerInitializer(
        (classes, application) ->
            application.addServlet("caller", new CallerServlet()).addMapping("/*"),
        Set.of());
    Connector connector = new Connector();
    connector.setPort(0);
    connector.setProperty("address", "127.0.0.1");
    tomcat.setConnector(connector);
    tomcat.start();
    if (!context.getState().isAvailable()) {
      throw new IllegalStateException("the application did not start");
    }
    System.out.println("Latchkey is ready at http://localhost:" + connector.getLocalPort());
    tomcat.getServer().await();
  }

  /** Answers with the name and the roles of the caller. */
  private static final class CallerServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      List<String> roles =
          List.of("service", "admin").stream().filter(request::isUserInRole).toList();
      response.getWriter().print(request.getUserPrincipal().getName() + " " + roles);
    }
  }
}
