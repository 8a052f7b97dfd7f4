package io.latchkey.client.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Checks the files that options name before they are read. */
final class InputFile {
  private InputFile() {}

  /**
   * Checks that a file exists. The error names the option, because several options name files.
   *
   * @param option what the command line has before the path, such as {@code "--psk-file "}
   * @return the file
   * @throws NoSuchFileException if there is no such file
   */
  static Path of(String option, Path file) throws IOException {
    if (Files.notExists(file)) {
      throw new NoSuchFileException(option + file);
    }
    return file;
  }
}
