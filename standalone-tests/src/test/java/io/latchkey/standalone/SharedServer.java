package io.latchkey.standalone;

import io.latchkey.tokens.ComponentRoot;
import io.latchkey.tokens.PreSharedKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A server with default settings for all test classes of this process that change neither its
 * settings nor its state. The first of them starts it. It is stopped when this process ends.
 */
final class SharedServer {
  private static final SharedServer ONLY = new SharedServer();

  private final LatchkeyProcess process;
  private final Path data;
  private final PreSharedKey psk;

  private SharedServer() {
    try {
      data = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "shared-server");
      process = LatchkeyProcess.start(data);
      psk = PreSharedKey.of(Files.readString(data.resolve("psk")).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Runtime.getRuntime().addShutdownHook(new Thread(process::close, "shared-server-end"));
  }

  static LatchkeyProcess process() {
    return ONLY.process;
  }

  /** The data directory. Tests do not change it. */
  static Path data() {
    return ONLY.data;
  }

  static PreSharedKey psk() {
    return ONLY.psk;
  }

  /** The root of the component keys that the server accepts, derived once. */
  static ComponentRoot root() {
    return Root.ONLY;
  }

  /** Returns a new client of the server. */
  static Client client() throws Exception {
    return Client.of(ONLY.process, ONLY.psk);
  }

  private static final class Root {
    private static final ComponentRoot ONLY = ComponentRoot.of(psk());
  }
}
