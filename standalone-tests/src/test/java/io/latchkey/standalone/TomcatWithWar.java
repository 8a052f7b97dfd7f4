package io.latchkey.standalone;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;

/**
 * A Tomcat that deploys a WAR as a server does: unpacked, with {@code web.xml} read and every jar
 * looked through. Runs in a process of its own with nothing but Tomcat on its class path.
 */
final class TomcatWithWar {
  private TomcatWithWar() {}

  /**
   * Starts one and waits until it has deployed the WAR below {@code /latchkey}.
   *
   * @param folder for its files and the data directory
   * @param environment the settings
   */
  static LatchkeyProcess deploy(Path folder, Map<String, String> environment) throws IOException {
    return deploy(folder, environment, LatchkeyProcess.WAR);
  }

  /** The same with another WAR. */
  static LatchkeyProcess deploy(Path folder, Map<String, String> environment, Path war)
      throws IOException {
    Map<String, String> all = new HashMap<>(environment);
    all.put("LATCHKEY_DATA_DIR", folder.resolve("data").toString());
    Path base = folder.resolve("tomcat");
    Files.createDirectories(base.resolve("webapps"));
    LatchkeyProcess tomcat =
        LatchkeyProcess.run(
            all,
            LatchkeyProcess.java(
                "-cp",
                classPath(),
                TomcatWithWar.class.getName(),
                base.toString(),
                war.toString(),
                "/latchkey"));
    boolean started = false;
    try {
      tomcat.awaitLine();
      started = true;
      return tomcat;
    } finally {
      if (!started) {
        tomcat.kill();
      }
    }
  }

  /** The test's own class beside Tomcat and what Tomcat needs: nothing of the application. */
  private static String classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(
            entry ->
                entry.endsWith("test-classes")
                    || entry.contains("tomcat-embed-core")
                    || entry.contains("jakarta.annotation-api"))
        .collect(Collectors.joining(File.pathSeparator));
  }

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
