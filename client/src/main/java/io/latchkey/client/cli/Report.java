package io.latchkey.client.cli;

import io.latchkey.client.ClientException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import picocli.CommandLine;

/** What is said to the user when something goes wrong: one line. */
final class Report {
  private Report() {}

  static String problem(CommandLine line, String text) {
    return line.getColorScheme().errorText("latchkey: " + text.replaceAll("\\R", " ")).toString();
  }

  static String explain(Exception problem) {
    if (problem instanceof FileSystemException file) {
      return file.getFile() + ": " + explain(file);
    }
    boolean expected = problem instanceof ClientException || problem instanceof IOException;
    return expected
        ? String.valueOf(problem.getMessage())
        : "unexpected " + problem.getClass().getSimpleName() + ": " + problem.getMessage();
  }

  private static String explain(FileSystemException problem) {
    if (problem instanceof NoSuchFileException) {
      return "there is no such file or directory";
    }
    if (problem instanceof NotDirectoryException) {
      return "is not a directory";
    }
    if (problem instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (problem instanceof FileAlreadyExistsException) {
      return "exists already; give --force to replace it";
    }
    return problem.getReason() == null ? "cannot be used" : problem.getReason();
  }
}
