package io.latchkey.client.cli;

import io.latchkey.base.io.FileTarget;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** Looks at the files to be written before anything is asked of the server. */
final class OutputFiles {
  private OutputFiles() {}

  /** Passes if none of them exists and all can be written. */
  static void checkNew(Path... files) throws IOException {
    checkWritable(files);
    for (Path file : files) {
      if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        throw new FileAlreadyExistsException(file.toString());
      }
    }
  }

  /** Passes if all of them can be written, be they there or not. */
  static void checkWritable(Path... files) throws IOException {
    for (Path file : files) {
      Path target = FileTarget.of(file).toAbsolutePath();
      if (Files.isDirectory(target)) {
        throw new FileSystemException(file.toString(), null, "is a directory");
      }
      Path directory = target.getParent();
      if (directory == null || !Files.exists(directory)) {
        throw new NoSuchFileException(String.valueOf(directory));
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
