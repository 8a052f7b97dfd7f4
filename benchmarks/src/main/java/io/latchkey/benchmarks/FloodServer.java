package io.latchkey.benchmarks;

import io.latchkey.filter.BearerTokenFilterInitializer;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;

/** Tomcat with the filter in front of a servlet that answers at once. Runs until it is killed. */
public final class FloodServer {
  /** Open: collects garbage and answers how many bytes of the heap are in use. */
  static final String MEMORY = "/memory";

  private FloodServer() {}

  /**
   * Starts; writes its port in a line. The pre-shared key is the setting {@code latchkey.psk}.
   *
   * @param arguments none
   */
  public static void main(String[] arguments) throws LifecycleException, IOException {
    Path folder = Files.createTempDirectory("latchkey-flood");
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(folder.toString());
    Connector connector = new Connector();
    connector.setPort(0);
    connector.setProperty("address", "127.0.0.1");
    connector.setProperty("maxKeepAliveRequests", "-1");
    connector.setProperty("acceptCount", "1000");
    tomcat.setConnector(connector);
    Context context = tomcat.addContext("", new File(".").getAbsolutePath());
    context.addParameter("latchkey.open-paths", "GET " + MEMORY);
    context.addParameter("latchkey.data-dir", folder.resolve("none").toString());
    context.addServletContainerInitializer(new BearerTokenFilterInitializer(), Set.of());
    Tomcat.addServlet(context, "answer", new Answer()).addMapping("/*");
    tomcat.start();
    System.out.println(connector.getLocalPort());
    tomcat.getServer().await();
  }

  private static final class Answer extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      String body = "ok";
      if (request.getRequestURI().equals(MEMORY)) {
        System.gc();
        body = "" + ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
      }
      response.setContentLength(body.length());
      response.getWriter().write(body);
    }
  }
}
