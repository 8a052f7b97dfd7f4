package io.latchkey.integration;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** The servers of the suite, each started by the Maven profile of its name. */
enum ServerUnderTest {
  /** Too old: only {@link OldServerIT} runs there. */
  TOMCAT_9("tomcat-9", "Tomcat 9") {
    @Override
    Server start(Path home, Path base, Map<String, String> environment) throws IOException {
      return TomcatServer.start(home, base, environment);
    }
  },
  TOMCAT_10_1("tomcat-10.1", "Tomcat 10.1") {
    @Override
    Server start(Path home, Path base, Map<String, String> environment) throws IOException {
      return TomcatServer.start(home, base, environment);
    }
  },
  TOMCAT_11("tomcat-11", "Tomcat 11") {
    @Override
    Server start(Path home, Path base, Map<String, String> environment) throws IOException {
      return TomcatServer.start(home, base, environment);
    }
  },
  JETTY_12_EE10("jetty-12-ee10", "Jetty 12, EE 10") {
    @Override
    Server start(Path home, Path base, Map<String, String> environment) throws IOException {
      return JettyServer.start("ee10", home, base, environment);
    }
  },
  JETTY_12_EE11("jetty-12-ee11", "Jetty 12, EE 11") {
    @Override
    Server start(Path home, Path base, Map<String, String> environment) throws IOException {
      return JettyServer.start("ee11", home, base, environment);
    }
  },
  WILDFLY("wildfly", "WildFly", "latchkey-jakartaee") {
    @Override
    Server start(Path home, Path base, Map<String, String> environment) throws IOException {
      return WildFlyServer.start(home, base, environment);
    }
  };

  private final String profile;
  private final String label;
  private final String latchkeyWar;

  ServerUnderTest(String profile, String label) {
    this(profile, label, "latchkey");
  }

  ServerUnderTest(String profile, String label, String latchkeyWar) {
    this.profile = profile;
    this.label = label;
    this.latchkeyWar = latchkeyWar;
  }

  /** The one that this run is for. */
  static ServerUnderTest current() {
    String name = System.getProperty("server.name", "");
    for (ServerUnderTest server : values()) {
      if (server.profile.equals(name)) {
        return server;
      }
    }
    throw new IllegalStateException("no server is called '" + name + "'; see the Maven profiles");
  }

  /** Starts another one of these, with its files below a folder. */
  static Server startCurrent(Path base, Map<String, String> environment) throws IOException {
    return current().start(Path.of(System.getProperty("server.home")), base, environment);
  }

  /** The page in {@code docs/deploy} for it. */
  String page() {
    return name().startsWith("JETTY") ? "jetty.md" : "tomcat.md";
  }

  /** The folder of the distribution that the page unpacks: that of the oldest version it is for. */
  String homeOfThePage() {
    String property = name().startsWith("JETTY") ? "version.jetty-12" : "version.tomcat-10.1";
    String folder = name().startsWith("JETTY") ? "jetty-home-" : "apache-tomcat-";
    return folder + System.getProperty(property);
  }

  /** What Jetty calls the version of Jakarta EE. */
  String jettyEnvironment() {
    return this == JETTY_12_EE11 ? "ee11" : "ee10";
  }

  /** Whether it is here only to be refused. */
  boolean isOld() {
    return this == TOMCAT_9;
  }

  /** What people call it. */
  String label() {
    return label;
  }

  String profile() {
    return profile;
  }

  /** Which of the WARs that the build packs is made for it. */
  String latchkeyWar() {
    return latchkeyWar;
  }

  /**
   * Starts the server and waits until it takes requests.
   *
   * @param home the unpacked distribution, which is not written to
   * @param base a folder for all that this instance writes
   * @param environment variables for its process, beside this one's
   */
  abstract Server start(Path home, Path base, Map<String, String> environment) throws IOException;
}
