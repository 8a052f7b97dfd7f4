package io.latchkey.client.cli;

import io.latchkey.tokens.json.JsonText;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The result of a command on stdout: text, or with {@code --json} one JSON object. */
public final class Output {
  @Option(names = "--json", description = "Prints the result as one JSON object.")
  private boolean json;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec mixee;

  /** Created by picocli. */
  public Output() {}

  /** Prints the text, or the object if the output is JSON. */
  public void print(String text, Map<String, ?> object) {
    PrintWriter out = mixee.commandLine().getOut();
    if (json) {
      out.println(JsonText.of(object));
    } else if (!text.isEmpty()) {
      out.println(text);
    }
    out.flush();
  }

  /** Prints a problem on stderr, in one line; the command continues. */
  void complain(String text) {
    PrintWriter err = mixee.commandLine().getErr();
    err.println(Report.problem(mixee.commandLine(), text));
    err.flush();
  }

  /** Prints a notice on stderr. */
  void note(String text) {
    PrintWriter err = mixee.commandLine().getErr();
    err.println("latchkey: " + Report.line(text));
    err.flush();
  }

  /** Prints a line on stdout, unless the output is JSON. */
  void printText(String text) {
    if (!json) {
      print(text, Map.of());
    }
  }

  /** Prints progress on stderr if it is a terminal. */
  void progress(String text) {
    if (CommandLine.Help.Ansi.AUTO.enabled()) {
      PrintWriter err = mixee.commandLine().getErr();
      err.println(text);
      err.flush();
    }
  }
}
