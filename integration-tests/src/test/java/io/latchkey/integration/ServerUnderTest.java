package io.latchkey.integration;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The servers of the suite. The Maven profile of the same name starts each. */
enum ServerUnderTest {
  /** Too old for Latchkey: only {@link OldServerIT} runs there. */
  TOMCAT_9("tomcat-9", "Tomcat 9", Page.TOMCAT) {
    @Override
    Server start(Path home, Path base, Map<String, String> environment) throws IOException {
      return TomcatServer.start(home, base, environment);
    }
  },
  TOMCAT_10_1("tomcat-10.1", "Tomcat 10.1", Page.TOMCAT) {
    @Override
    Server start(Path home, Path base, Map<String, String> environment) throws IOException {
      return TomcatServer.start(home, base, environment);
    }
  },
  TOMCAT_11("tomcat-11", "Tomcat 11", Page.TOMCAT) {
    @Override
    Server start(Path home, Path base, Map<String, String> environment) throws IOException {
      return TomcatServer.start(home, base, environment);
    }
  },
  JETTY_12_EE10("jetty-12-ee10", "Jetty 12, EE 10", Page.JETTY) {
    @Override
    Server start(Path home, Path base, Map<String, String> environment) throws IOException {
      return JettyServer.start("ee10", home, base, environment);
    }
  },
  JETTY_12_EE11("jetty-12-ee11", "Jetty 12, EE 11", Page.JETTY) {
    @Override
    Server start(Path home, Path base, Map<String, String> environment) throws IOException {
      return JettyServer.start("ee11", home, base, environment);
    }
  },
  WILDFLY("wildfly", "WildFly", Page.WILDFLY) {
    @Override
    Server start(Path home, Path base, Map<String, String> environment) throws IOException {
      return WildFlyServer.start(home, base, environment);
    }
  };

  private final String profile;
  private final String label;
  private final Page page;

  ServerUnderTest(String profile, String label, Page page) {
    this.profile = profile;
    this.label = label;
    this.page = page;
  }

  /** The server of this run. */
  static ServerUnderTest current() {
    String name = System.getProperty("server.name", "");
    for (ServerUnderTest server : values()) {
      if (server.profile.equals(name)) {
        return server;
      }
    }
    throw new IllegalStateException("no server is called '" + name + "'; see the Maven profiles");
  }

  /** Starts another instance of this server, with its files below a folder. */
  static Server startCurrent(Path base, Map<String, String> environment) throws IOException {
    return current().start(Path.of(System.getProperty("server.home")), base, environment);
  }

  /** The page in {@code docs/deploy} for this server. */
  Page page() {
    return page;
  }

  /** The names of the threads that the server starts and stops at any time. */
  Pattern pools() {
    return page.pools;
  }

  /** The name of the Jakarta EE version in Jetty. */
  String jettyEnvironment() {
    return this == JETTY_12_EE11 ? "ee11" : "ee10";
  }

  /** Whether Latchkey must not start on this server. */
  boolean isOld() {
    return this == TOMCAT_9;
  }

  /** The display name. */
  String label() {
    return label;
  }

  String profile() {
    return profile;
  }

  /** The WAR of the build for this server. */
  String latchkeyWar() {
    return page.latchkeyWar;
  }

  /**
   * Starts the server and waits until it accepts requests.
   *
   * @param home the unpacked distribution, which the server does not change
   * @param base a folder for all files of this instance
   * @param environment additional variables for its process
   */
  abstract Server start(Path home, Path base, Map<String, String> environment) throws IOException;

  /** A page in {@code docs/deploy}. It may cover several servers. */
  enum Page {
    TOMCAT(
        "tomcat.md",
        "apache-tomcat-",
        "version.tomcat-10.1",
        "latchkey",
        "http-nio-.*-exec-\\d+|Catalina-utility-\\d+"),
    JETTY("jetty.md", "jetty-home-", "version.jetty-12", "latchkey", "qtp\\d+-.*"),
    WILDFLY(
        "wildfly.md",
        "wildfly-",
        "version.wildfly",
        "latchkey-jakartaee",
        "default task-\\d+|MSC service thread .*|ServerService Thread Pool -- \\d+"
            + "|DeploymentScanner-threads - \\d+");

    private final String file;
    private final String home;
    private final String latchkeyWar;
    private final Pattern pools;

    Page(String file, String home, String versionProperty, String latchkeyWar, String pools) {
      this.file = file;
      this.home = home + System.getProperty(versionProperty);
      this.latchkeyWar = latchkeyWar;
      this.pools = Pattern.compile(pools);
    }

    /** The file name in {@code docs/deploy}. */
    String file() {
      return file;
    }

    /** The folder of the distribution that the page uses: that of the oldest version. */
    String home() {
      return home;
    }

    /** The WARs that the page needs in the folder. */
    List<String> wars() {
      return this == WILDFLY ? List.of(latchkeyWar, "secured-application") : List.of(latchkeyWar);
    }
  }
}
