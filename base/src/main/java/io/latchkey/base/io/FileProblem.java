package io.latchkey.base.io;

import io.latchkey.base.text.Printable;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Optional;

/** Explains why a file cannot be used. The JDK's own messages are often only the path. */
public final class FileProblem {
  private FileProblem() {}

  /** Returns why a file cannot be written, in a few words, to follow its path and a colon. */
  static String writing(IOException problem) {
    if (problem instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (problem instanceof NoSuchFileException) {
      return "there is no such directory";
    }
    String reason =
        problem instanceof FileSystemException file ? file.getReason() : problem.getMessage();
    return "cannot be written" + (reason == null ? "" : ": " + reason);
  }

  /** Returns the reason in a few words, without the path, to follow "cannot be read:". */
  public static String reason(IOException problem) {
    if (problem instanceof NoSuchFileException) {
      return "there is no such file";
    }
    if (problem instanceof AccessDeniedException denied) {
      return "permission denied" + closedDirectory(denied);
    }
    if (problem instanceof NotDirectoryException
        || (problem instanceof FileAlreadyExistsException exists && exists.getReason() == null)) {
      return "a part of its path is a file";
    }
    String reason =
        problem instanceof FileSystemException file ? file.getReason() : problem.getMessage();
    return reason == null ? problem.getClass().getSimpleName() : Printable.line(reason.strip());
  }

  /** Names the directory if it, and not the file, is the problem. The file then need not exist. */
  private static String closedDirectory(AccessDeniedException denied) {
    return Optional.ofNullable(denied.getFile())
        .map(file -> Path.of(file).getParent())
        .filter(directory -> !Files.isExecutable(directory))
        .map(directory -> "; the user of this process cannot access the directory " + directory)
        .orElse("");
  }
}
