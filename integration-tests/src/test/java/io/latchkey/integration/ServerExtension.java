package io.latchkey.integration;

import io.latchkey.tokens.PreSharedKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the server of this run, and {@code latchkey.war} on it. Both are started when the
 * first test asks for them and serve all others.
 */
final class ServerExtension implements ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(ServerExtension.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == Server.class || type == Application.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Shared shared =
        context
            .getRoot()
            .getStore(NAMESPACE)
            .getOrComputeIfAbsent(Shared.class, key -> Shared.start(), Shared.class);
    return parameter.getParameter().getType() == Server.class ? shared.server : shared.latchkey();
  }

  /** Closed by JUnit at the end of the run. */
  private static final class Shared implements AutoCloseable {
    private final Path folder;
    private final Server server;
    private Application latchkey;

    private Shared(Path folder, Server server) {
      this.folder = folder;
      this.server = server;
    }

    static Shared start() {
      try {
        Path runs = Files.createDirectories(Path.of("target", "runs").toAbsolutePath());
        Path folder = Files.createTempDirectory(runs, ServerUnderTest.current().profile());
        return new Shared(folder, ServerUnderTest.startCurrent(folder.resolve("base"), Map.of()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    Application latchkey() {
      if (latchkey == null) {
        PreSharedKey psk = PreSharedKey.generate();
        try {
          Path war =
              War.like(ServerUnderTest.current().latchkeyWar())
                  .contextParam("latchkey.psk", psk.reveal())
                  .contextParam("latchkey.data-dir", folder.resolve("data").toString())
                  .writeTo(folder);
          latchkey = new Application(server.deploy("latchkey", war), psk);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      return latchkey;
    }

    @Override
    public void close() {
      server.close();
    }
  }
}
