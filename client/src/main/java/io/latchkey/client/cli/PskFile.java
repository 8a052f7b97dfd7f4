package io.latchkey.client.cli;

import io.latchkey.tokens.PreSharedKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * A pre-shared key in a file, read each time that it is asked for. A file that has become unusable
 * leaves the key as it was, and is complained of once.
 */
final class PskFile implements Supplier<PreSharedKey> {
  private final Path file;
  private final Output output;
  private PreSharedKey key;
  private String problem = "";

  PskFile(Path file, PreSharedKey first, Output output) {
    this.file = file;
    this.key = first;
    this.output = output;
  }

  @Override
  public synchronized PreSharedKey get() {
    try {
      key = PreSharedKey.of(PskOptions.read(file));
      problem = "";
    } catch (IllegalArgumentException e) {
      complain(file + ": " + e.getMessage());
    } catch (IOException e) {
      complain(Report.explain(e));
    }
    return key;
  }

  private void complain(String text) {
    if (!text.equals(problem)) {
      problem = text;
      output.complain(text + "; the key read before stays in use");
    }
  }
}
