package io.latchkey.benchmarks;

import io.latchkey.filter.BearerTokenFilterInitializer;
import java.io.File;
import java.io.IOException;
import java.util.Set;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;

/**
 * Tomcat with the filter before a servlet that answers at once. Runs until the process is killed.
 */
public final class FloodServer {
  private FloodServer() {}

  /**
   * Starts the server and prints its port as a line. The pre-shared key is the setting {@code
   * latchkey.psk}.
   *
   * @param arguments none
   */
  public static void main(String[] arguments) throws LifecycleException, IOException {
    Tomcat tomcat = BenchmarkServer.tomcat();
    Context context = tomcat.addContext("", new File(".").getAbsolutePath());
    context.addParameter("latchkey.open-paths", "GET " + Answer.MEMORY);
    context.addServletContainerInitializer(new BearerTokenFilterInitializer(), Set.of());
    Tomcat.addServlet(context, "answer", new Answer()).addMapping("/*");
    tomcat.start();
    System.out.println(tomcat.getConnector().getLocalPort());
    tomcat.getServer().await();
  }
}
