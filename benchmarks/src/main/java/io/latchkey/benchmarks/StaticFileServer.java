package io.latchkey.benchmarks;

import java.io.IOException;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.servlets.DefaultServlet;
import org.apache.catalina.startup.Tomcat;

/** Tomcat with its default servlet before the files of a folder. Runs until it is killed. */
public final class StaticFileServer {
  static final String FOLDER = "BENCHMARK_FOLDER";

  private StaticFileServer() {}

  /**
   * Starts the server and prints its port as a line.
   *
   * @param arguments none
   */
  public static void main(String[] arguments) throws LifecycleException, IOException {
    Tomcat tomcat = BenchmarkServer.tomcat();
    Context context = tomcat.addContext("", System.getenv(FOLDER));
    Tomcat.addServlet(context, "files", new DefaultServlet()).addMapping("/");
    tomcat.start();
    System.out.println(tomcat.getConnector().getLocalPort());
    tomcat.getServer().await();
  }
}
