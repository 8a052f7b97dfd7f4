package io.latchkey.client.cli;

import io.latchkey.base.io.FileProblem;
import io.latchkey.base.text.Printable;
import io.latchkey.client.ClientException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import picocli.CommandLine;

/** The messages for the user, one line each. */
final class Report {
  private static final int HEAD = 600;
  private static final int TAIL = 200;

  /** The longest text that {@link #line} does not cut. */
  static final int LONGEST_LINE = HEAD + TAIL;

  private Report() {}

  static String problem(CommandLine line, String text) {
    return line.getColorScheme().errorText("latchkey: " + line(text)).toString();
  }

  /** Returns one line for a terminal, without control characters; cuts the middle of long text. */
  static String line(String text) {
    String line = Printable.line(text.replaceAll("\\R", " "), Integer.MAX_VALUE);
    return line.length() <= LONGEST_LINE
        ? line
        : line.substring(0, HEAD) + "…" + line.substring(line.length() - TAIL);
  }

  static String explain(Throwable problem) {
    if (problem instanceof FileSystemException file) {
      return (file.getFile() == null ? "A file" : file.getFile()) + ": " + explain(file);
    }
    if (problem instanceof OutOfMemoryError) {
      return "Java has too little memory (%s); give more with java -Xmx…"
          .formatted(problem.getMessage());
    }
    if (problem instanceof InterruptedException) {
      return "The command was interrupted before it was done";
    }
    if (problem instanceof IOException && problem.getMessage() == null) {
      return "Input or output failed: " + problem.getClass().getSimpleName();
    }
    boolean expected = problem instanceof ClientException || problem instanceof IOException;
    return expected ? String.valueOf(problem.getMessage()) : defect(problem);
  }

  /** An unexpected problem: the line names the place in the code, for a report. */
  private static String defect(Throwable problem) {
    StackTraceElement[] stack = problem.getStackTrace();
    String place = stack.length == 0 ? "" : " at " + stack[0];
    String message = problem.getMessage() == null ? "" : ": " + problem.getMessage();
    return "The command failed because of a defect in Latchkey; report this line: %s%s%s"
        .formatted(problem.getClass().getSimpleName(), message, place);
  }

  private static String explain(FileSystemException problem) {
    if (problem instanceof NoSuchFileException) {
      return "there is no such file or directory";
    }
    if (problem instanceof NotDirectoryException) {
      return "is not a directory";
    }
    if (problem instanceof FileAlreadyExistsException) {
      return "already exists; give --force to replace it";
    }
    return FileProblem.reason(problem);
  }
}
