package io.latchkey.filter;

import java.nio.file.Path;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Tomcat;

/** The parts of an embedded Tomcat for tests, on a free port of the loopback interface. */
public final class LoopbackTomcat {
  private LoopbackTomcat() {}

  /** A server without applications, with its files in a folder. */
  public static Tomcat in(Path folder) {
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(folder.toAbsolutePath().toString());
    tomcat.getHost().setAutoDeploy(false);
    return tomcat;
  }

  /** A connector on a free port; {@link Connector#getLocalPort} names the port after the start. */
  public static Connector connector() {
    Connector connector = new Connector();
    connector.setPort(0);
    connector.setProperty("address", "127.0.0.1");
    return connector;
  }

  /** Turns off the checks for leaks, which need the JDK opened and log warnings otherwise. */
  public static void leaveTheJdkAlone(Context context) {
    StandardContext standard = (StandardContext) context;
    standard.setClearReferencesObjectStreamClassCaches(false);
    standard.setClearReferencesRmiTargets(false);
    standard.setClearReferencesThreadLocals(false);
  }
}
