package io.latchkey.integration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The folders of the servers and applications of a run, below {@code target/runs}. They are kept.
 */
final class Folders {
  private Folders() {}

  static Path create() throws IOException {
    Path runs = Files.createDirectories(Path.of("target", "runs").toAbsolutePath());
    return Files.createTempDirectory(runs, ServerUnderTest.current().profile() + "-");
  }
}
