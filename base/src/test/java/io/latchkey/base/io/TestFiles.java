package io.latchkey.base.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** Reads files as a setting does. */
final class TestFiles {
  private TestFiles() {}

  static String read(Path file) {
    try {
      String text = TextFile.read(file).strip();
      if (text.isEmpty()) {
        throw new IOException(file + " is blank");
      }
      return text;
    } catch (IOException e) {
      throw new UncheckedIOException(FileProblem.reason(e), e);
    }
  }
}
