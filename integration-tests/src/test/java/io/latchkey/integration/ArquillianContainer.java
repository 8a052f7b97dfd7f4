package io.latchkey.integration;

import io.latchkey.base.testing.FreePorts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jboss.arquillian.container.spi.Container;
import org.jboss.arquillian.container.spi.ContainerRegistry;
import org.jboss.arquillian.core.api.annotation.Observes;
import org.jboss.arquillian.core.spi.LoadableExtension;

/**
 * Configures the adapter on the class path: the folder of the server and its ports. An {@code
 * arquillian.xml} cannot contain free ports.
 */
public final class ArquillianContainer implements LoadableExtension {
  private static final String PORT = "arquillian.port";

  /** Called by Arquillian. */
  public ArquillianContainer() {}

  @Override
  public void register(ExtensionBuilder builder) {
    builder.observer(Ports.class);
  }

  /** The HTTP URL of the server, without a trailing slash. */
  static String url() {
    return "http://localhost:" + System.getProperty(PORT);
  }

  private static Map<String, String> settings(List<Integer> ports) throws IOException {
    Path home = Path.of(System.getProperty("server.home"));
    Path folder = Folders.create();
    String http = ports.get(0).toString();
    System.setProperty(PORT, http);
    return switch (ServerUnderTest.current().page()) {
      case WILDFLY ->
          Map.of(
              "jbossHome", home.toString(),
              // The default comes from the environment and may differ from the JDK of this run.
              "javaHome", System.getProperty("java.home"),
              "cleanServerBaseDir", folder.toString(),
              "managementPort", ports.get(1).toString(),
              "javaVmArguments",
                  "%s -Djboss.http.port=%s -Djboss.management.http.port=%d -Djboss.https.port=%d"
                      .formatted(ServerProcess.SHORT_LIVED, http, ports.get(1), ports.get(2)));
      case TOMCAT -> {
        String password = TomcatServer.prepare(home, folder, ports.get(0));
        yield Map.of(
            "catalinaHome",
            home.toString(),
            "catalinaBase",
            folder.toString(),
            "bindHttpPort",
            http,
            "jmxPort",
            ports.get(1).toString(),
            "user",
            "suite",
            "pass",
            password,
            "javaHome",
            System.getProperty("java.home"),
            "javaVmArguments",
            ServerProcess.SHORT_LIVED);
      }
      case JETTY -> throw new IllegalStateException("Arquillian has no adapter for this Jetty");
    };
  }

  /** Registers the observer with Arquillian. */
  public static final class Ports {
    /** Called by Arquillian. */
    public Ports() {}

    /** Called before the server starts. */
    public void configure(@Observes ContainerRegistry registry) throws IOException {
      Map<String, String> settings =
          settings(List.of(FreePorts.next(), FreePorts.next(), FreePorts.next()));
      for (Container<?> container : registry.getContainers()) {
        settings.forEach(container.getContainerConfiguration()::property);
      }
    }
  }
}
