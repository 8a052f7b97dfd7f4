package io.latchkey.client.cli;

import io.latchkey.client.Credential;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * A pre-shared key or component key in a file, which is read for each use. If the file becomes
 * invalid, the previous key stays in use, and the problem is reported once.
 */
final class PskFile implements Supplier<Credential> {
  private final Path file;
  private final Output output;
  private Credential key;
  private String problem = "";

  PskFile(Path file, Credential first, Output output) {
    this.file = file;
    this.key = first;
    this.output = output;
  }

  @Override
  public synchronized Credential get() {
    try {
      key = Credential.parse(PskOptions.read(file));
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
      output.complain(text + "; the previous key stays in use");
    }
  }
}
