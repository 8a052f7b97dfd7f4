package io.latchkey.base.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Mode, owner and group of a file that is replaced.
 *
 * @param mode of the file; nothing is set where files have none
 * @param replaced the file that is replaced, whose owner and group are kept if possible
 */
record FileAccess(Set<PosixFilePermission> mode, Optional<PosixFileAttributes> replaced) {
  private static final Set<PosixFilePermission> READABLE =
      Collections.unmodifiableSet(PosixFilePermissions.fromString("rw-r--r--"));
  private static final Set<PosixFilePermission> TOO_OPEN =
      Collections.unmodifiableSet(PosixFilePermissions.fromString("----w-rwx"));

  /** The mode of the existing file, else 0644. */
  static FileAccess ofPublic(Path file) throws IOException {
    Optional<PosixFileAttributes> replaced = existing(file);
    return new FileAccess(
        replaced.map(PosixFileAttributes::permissions).orElse(READABLE), replaced);
  }

  /** The mode of the existing file if that mode protects a secret, else 0600. */
  static FileAccess ofSecret(Path file) throws IOException {
    Optional<PosixFileAttributes> replaced = existing(file);
    return new FileAccess(
        replaced
            .map(PosixFileAttributes::permissions)
            .filter(mode -> Collections.disjoint(mode, TOO_OPEN))
            .orElse(OwnerOnly.FILE),
        replaced);
  }

  private static Optional<PosixFileAttributes> existing(Path file) throws IOException {
    return Files.exists(file) && OwnerOnly.isPosix(file)
        ? Optional.of(Files.readAttributes(file, PosixFileAttributes.class))
        : Optional.empty();
  }

  /** A group that cannot be kept gets no more access than others have. */
  void applyTo(Path file) throws IOException {
    if (!OwnerOnly.isPosix(file)) {
      return;
    }
    Set<PosixFilePermission> applied = EnumSet.noneOf(PosixFilePermission.class);
    applied.addAll(mode);
    if (replaced.isPresent() && !keepGroup(file, replaced.get())) {
      restrictGroup(applied);
    }
    Files.setPosixFilePermissions(file, applied);
    if (replaced.isPresent()) {
      keepOwner(file, replaced.get());
    }
  }

  private static void restrictGroup(Set<PosixFilePermission> mode) {
    if (!mode.contains(PosixFilePermission.OTHERS_READ)) {
      mode.remove(PosixFilePermission.GROUP_READ);
    }
    if (!mode.contains(PosixFilePermission.OTHERS_WRITE)) {
      mode.remove(PosixFilePermission.GROUP_WRITE);
    }
    if (!mode.contains(PosixFilePermission.OTHERS_EXECUTE)) {
      mode.remove(PosixFilePermission.GROUP_EXECUTE);
    }
  }

  private static boolean keepGroup(Path file, PosixFileAttributes old) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if (view.readAttributes().group().equals(old.group())) {
      return true;
    }
    try {
      view.setGroup(old.group());
      return true;
    } catch (IOException e) {
      // Only a superuser or a member of the group may.
      return false;
    }
  }

  private static void keepOwner(Path file, PosixFileAttributes old) throws IOException {
    if (!Files.getOwner(file).equals(old.owner())) {
      try {
        Files.setOwner(file, old.owner());
      } catch (IOException e) {
        // Only a superuser may: the file belongs to the user that runs this process.
        return;
      }
    }
  }
}
