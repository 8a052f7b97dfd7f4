package io.latchkey.sample;

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

  private SharedServer() {
    try {
      data = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "shared-server");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    process = LatchkeyProcess.start(data);
    Runtime.getRuntime().addShutdownHook(new Thread(process::close, "shared-server-end"));
  }

  static LatchkeyProcess process() {
    return ONLY.process;
  }

  static PreSharedKey psk() throws IOException {
    return PreSharedKey.of(Files.readString(ONLY.data.resolve("psk")).strip());
  }

  /** Returns a new client of the server. */
  static Client client() throws Exception {
    return Client.of(ONLY.process, ONLY.data);
  }
}
