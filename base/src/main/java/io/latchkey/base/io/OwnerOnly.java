package io.latchkey.base.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Restricts files and directories to their owner, on file systems that have owners. */
public final class OwnerOnly {
  /** Mode 0600. */
  static final Set<PosixFilePermission> FILE =
      Collections.unmodifiableSet(PosixFilePermissions.fromString("rw-------"));

  private static final Logger LOG = LoggerFactory.getLogger(OwnerOnly.class);
  private static final Set<PosixFilePermission> DIRECTORY =
      PosixFilePermissions.fromString("rwx------");

  private OwnerOnly() {}

  /** What to create a file with, so that other users never have access, not even for a moment. */
  static FileAttribute<?>[] newFile(Path directory) throws IOException {
    return isPosix(directory)
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(FILE)}
        : new FileAttribute<?>[0];
  }

  /**
   * Sets mode 0700 if the directory is empty. A directory with files may be a shared one, and keeps
   * its mode; if every user can enter it, the log has a warning.
   *
   * @throws IOException if the directory cannot be read
   */
  public static void directory(Path directory) throws IOException {
    if (!isPosix(directory)) {
      return;
    }
    if (isEmpty(directory)) {
      setOwnerOnly(directory);
    } else if (Files.getPosixFilePermissions(directory)
        .contains(PosixFilePermission.OTHERS_EXECUTE)) {
      LOG.warn("Data directory {} can be entered by every user; chmod 700 it", directory);
    }
  }

  /** Whether every user can read a file. */
  public static boolean isOpenToOthers(Path file) {
    try {
      return isPosix(file)
          && Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ);
    } catch (IOException e) {
      return false;
    }
  }

  private static void setOwnerOnly(Path directory) {
    try {
      Files.setPosixFilePermissions(directory, DIRECTORY);
    } catch (IOException e) {
      // A mounted volume may belong to another user and still be writable.
      LOG.warn("Data directory {} cannot be closed to other users", directory);
    }
  }

  private static boolean isEmpty(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.findAny().isEmpty();
    }
  }

  static boolean isPosix(Path path) throws IOException {
    return Files.getFileStore(path).supportsFileAttributeView("posix");
  }
}
