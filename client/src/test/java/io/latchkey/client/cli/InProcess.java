package io.latchkey.client.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** Runs commands in this process, for tests that are not about the process. */
public final class InProcess {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final CommandLine line =
      Latchkey.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

  /** Runs one command and returns its exit code. */
  public int run(String... arguments) {
    return line.execute(arguments);
  }

  /** What the commands wrote to the standard output stream. */
  public String out() {
    return out.toString();
  }

  /** What the commands wrote to the standard error stream. */
  public String err() {
    return err.toString();
  }
}
