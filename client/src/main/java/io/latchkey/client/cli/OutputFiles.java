package io.latchkey.client.cli;

import io.latchkey.base.io.FileTarget;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** Checks the output files before a request is sent. */
final class OutputFiles {
  private OutputFiles() {}

  /** Checks that no file exists and that all can be written. */
  static void checkNew(Path... files) throws IOException {
    checkWritable(files);
    for (Path file : files) {
      if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        throw new FileAlreadyExistsException(file.toString());
      }
    }
  }

  /** Checks that all files can be written, whether they exist or not. */
  static void checkWritable(Path... files) throws IOException {
    for (Path file : files) {
      Path target = FileTarget.of(file).toAbsolutePath();
      if (Files.isDirectory(target)) {
        throw new FileSystemException(file.toString(), null, "is a directory");
      }
      Path directory = target.getParent();
      if (directory == null || !Files.exists(directory)) {
        throw new FileSystemException(
            String.valueOf(directory), null, "there is no such directory; create it first");
      }
      if (!Files.isDirectory(directory)) {
        throw new NotDirectoryException(directory.toString());
      }
      if (!Files.isWritable(directory)) {
        throw new AccessDeniedException(directory.toString());
      }
    }
  }
}
