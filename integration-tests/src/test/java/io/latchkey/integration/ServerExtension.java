package io.latchkey.integration;

import io.latchkey.tokens.PreSharedKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Provides the server of this run, {@code latchkey.war} on it, and the suite's {@link Probe}. Each
 * is started for the first test that needs it and used by all tests of this process. JUnit closes
 * its own stores after each class.
 */
final class ServerExtension implements ParameterResolver {
  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == Server.class || type == Application.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Shared shared = Shared.ONLY;
    if (parameter.getParameter().getType() == Server.class) {
      return shared.server;
    }
    return shared.application(parameter.isAnnotated(Probe.class) ? "probe" : "latchkey");
  }

  /** The server is stopped when this process ends. */
  private static final class Shared {
    private static final Shared ONLY = start();

    private final Path folder;
    private final Server server;
    private final Map<String, Application> applications = new HashMap<>();

    private Shared(Path folder, Server server) {
      this.folder = folder;
      this.server = server;
    }

    private static Shared start() {
      try {
        Path folder = Folders.create();
        Server server = ServerUnderTest.startCurrent(folder.resolve("base"), options());
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "server-end"));
        return new Shared(folder, server);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Measured on Tomcat only, see decision 25. */
    private static Map<String, String> options() {
      return ServerUnderTest.current().page() == ServerUnderTest.Page.TOMCAT
          ? Map.of("JAVA_TOOL_OPTIONS", ServerProcess.WITH_MANY_APPLICATIONS)
          : Map.of();
    }

    Application application(String name) {
      return applications.computeIfAbsent(name, this::deploy);
    }

    private Application deploy(String name) {
      PreSharedKey psk = PreSharedKey.generate();
      try {
        War war = name.equals("probe") ? probe() : latchkey();
        war.contextParam("latchkey.psk", psk.reveal());
        return new Application(server.deploy(name, war.writeTo(folder)), psk);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private War latchkey() throws IOException {
      return War.like(ServerUnderTest.current().latchkeyWar())
          .contextParam("latchkey.enrolment", "cmp,acme,est")
          .contextParam("latchkey.roles", "GET /ca/openapi.json = reader")
          .contextParam(
              "latchkey.data-dir", Files.createDirectory(folder.resolve("data")).toString());
    }

    private static War probe() throws IOException {
      return War.like("protected-application")
          .classes(ProbeServlets.ALL)
          .classes(ProbeSocket.class)
          .webXml(ProbeServlets.ERROR_PAGES)
          .contextParam("latchkey.open-paths", "GET /open, GET /open/forward, GET /static/**")
          .contextParam("latchkey.roles", "/admin/** = admin")
          .contextParam("latchkey.allow-preflight", "true");
    }
  }
}
