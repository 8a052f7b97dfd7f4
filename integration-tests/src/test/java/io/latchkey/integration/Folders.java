package io.latchkey.integration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the servers and applications of a run write: below {@code target/runs}, and kept. */
final class Folders {
  private Folders() {}

  static Path create() throws IOException {
    Path runs = Files.createDirectories(Path.of("target", "runs").toAbsolutePath());
    return Files.createTempDirectory(runs, ServerUnderTest.current().profile() + "-");
  }
}
