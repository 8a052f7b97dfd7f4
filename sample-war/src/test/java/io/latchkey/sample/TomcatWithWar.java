package io.latchkey.sample;

import java.nio.file.Path;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;

/**
 * A Tomcat that deploys a WAR as a server does: unpacked, with {@code web.xml} read and every jar
 * looked through. Runs in a process of its own with nothing but Tomcat on its class path.
 */
final class TomcatWithWar {
  private TomcatWithWar() {}

  /** Arguments: the base directory, the WAR, the context path. */
  public static void main(String[] arguments) throws Exception {
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(arguments[0]);
    tomcat.getHost().setAppBase(Path.of(arguments[0], "webapps").toString());
    Connector connector = new Connector();
    connector.setPort(0);
    connector.setProperty("address", "127.0.0.1");
    tomcat.setConnector(connector);
    tomcat.addWebapp(arguments[2], arguments[1]);
    tomcat.start();
    boolean available = tomcat.getHost().findChildren()[0].getState().isAvailable();
    System.out.println(
        available ? "http://localhost:" + connector.getLocalPort() + arguments[2] : "failed");
    tomcat.getServer().await();
  }
}
