package io.latchkey.ca;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Access for the owner alone, on file systems that know of owners. */
final class OwnerOnly {
  private static final Logger LOG = LoggerFactory.getLogger(OwnerOnly.class);
  private static final Set<PosixFilePermission> DIRECTORY =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");

  private OwnerOnly() {}

  /** What to create a file with, so that it is never open to others, not even for a moment. */
  static FileAttribute<?>[] newFile(Path file) {
    return isPosix(file)
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(FILE)}
        : new FileAttribute<?>[0];
  }

  /**
   * Closes an empty directory to others. One with files in it may be somebody's shared folder, and
   * is left as it is.
   */
  static void directory(Path directory) throws IOException {
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

  static boolean isOpenToOthers(Path file) {
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
      // A mounted volume may belong to another user and be writable all the same.
      LOG.warn("Data directory {} cannot be closed to other users", directory);
    }
  }

  private static boolean isEmpty(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.findAny().isEmpty();
    }
  }

  private static boolean isPosix(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }
}
