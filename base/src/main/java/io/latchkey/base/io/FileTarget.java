package io.latchkey.base.io;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Finds the file that is written if the target is a symbolic link. */
public final class FileTarget {
  private static final int MAX_LINKS = 40;

  private FileTarget() {}

  /**
   * Follows symbolic links; the file at their end need not exist.
   *
   * @throws FileSystemException if the links form a loop
   * @throws IOException if a link cannot be read
   */
  public static Path of(Path file) throws IOException {
    Path target = file;
    for (int i = 0; i < MAX_LINKS; i++) {
      if (!Files.isSymbolicLink(target)) {
        return target;
      }
      target = target.toAbsolutePath().resolveSibling(Files.readSymbolicLink(target));
    }
    throw new FileSystemException(file.toString(), null, "is a loop of symbolic links");
  }

  /**
   * Whether two paths name one file, which need not exist.
   *
   * @throws IOException if the links form a loop, or the directory of a file does not exist
   */
  public static boolean isSame(Path file, Path other) throws IOException {
    return place(file).equals(place(other));
  }

  /** The only path of a file in which no part is a link. */
  static Path place(Path file) throws IOException {
    Path target = of(file).toAbsolutePath();
    Path directory = target.getParent();
    return directory == null ? target : directory.toRealPath().resolve(target.getFileName());
  }
}
