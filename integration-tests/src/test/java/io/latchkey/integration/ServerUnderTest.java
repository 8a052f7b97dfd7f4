package io.latchkey.integration;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** The servers of the suite, each started by the Maven profile of its name. */
enum ServerUnderTest {
  TOMCAT_10_1("tomcat-10.1") {
    @Override
    Server start(Path home, Path base, Map<String, String> environment) throws IOException {
      return TomcatServer.start(home, base, environment);
    }
  },

  WILDFLY("wildfly", "latchkey-jakartaee") {
    @Override
    Server start(Path home, Path base, Map<String, String> environment) throws IOException {
      return WildFlyServer.start(home, base, environment);
    }
  };

  private final String profile;
  private final String latchkeyWar;

  ServerUnderTest(String profile) {
    this(profile, "latchkey");
  }

  ServerUnderTest(String profile, String latchkeyWar) {
    this.profile = profile;
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
