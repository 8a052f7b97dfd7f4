package io.latchkey.client;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Replaces files as a whole, and several of them as far as possible together: all content is on
 * disk under other names before the first of them appears. A reader sees the old content or the
 * new, never a part, and a full disk leaves every old one. A symbolic link stays; the file that it
 * points to is replaced. Devices, pipes and sockets are rejected. A file that is replaced keeps its
 * mode, and its owner and group as far as the process may set them; see {@link #addSecret} for the
 * exception.
 */
final class FileReplacement implements Closeable {
  private final Map<Path, Path> staged = new LinkedHashMap<>();

  /** Replaces one file that is no secret; a new file has mode 0644. */
  static void write(Path file, byte[] content) throws IOException {
    try (FileReplacement replacement = new FileReplacement()) {
      replacement.add(file, content);
      replacement.commit();
    }
  }

  /** Prepares a file that is no secret: mode 0644, or that of the file which it replaces. */
  void add(Path file, byte[] content) throws IOException {
    stage(file, content, FileAccess.ofPublic(FileTarget.of(file)));
  }

  /**
   * Prepares a secret: mode 0600 from its first byte on. A file that it replaces passes on its mode
   * if others have no access to that file and its group cannot write it.
   */
  void addSecret(Path file, byte[] content) throws IOException {
    stage(file, content, FileAccess.ofSecret(FileTarget.of(file)));
  }

  /** Puts everything in its place, in the order in which it was added. */
  void commit() throws IOException {
    for (Map.Entry<Path, Path> each : staged.entrySet()) {
      try {
        Files.move(
            each.getValue(),
            each.getKey(),
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
      } catch (IOException e) {
        throw unwritable(each.getKey(), e);
      }
    }
  }

  /** Removes what was prepared and not put in its place. */
  @Override
  public void close() throws IOException {
    for (Path temporary : staged.values()) {
      Files.deleteIfExists(temporary);
    }
  }

  private void stage(Path named, byte[] content, FileAccess access) throws IOException {
    Path file = FileTarget.of(named);
    if (Files.isDirectory(file)) {
      throw new FileSystemException(file.toString(), null, "is a directory");
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new FileSystemException(file.toString(), null, "is a device, pipe or socket");
    }
    try {
      fill(temporary(file), content, access);
    } catch (IOException e) {
      throw unwritable(file, e);
    }
  }

  private Path temporary(Path file) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    if (directory == null || !Files.isDirectory(directory)) {
      throw new NoSuchFileException(String.valueOf(directory));
    }
    FileAttribute<?>[] attributes =
        FileAccess.isPosix(directory)
            ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(FileAccess.OWNER_ONLY)}
            : new FileAttribute<?>[0];
    Path temporary = Files.createTempFile(directory, ".latchkey.", ".new", attributes);
    staged.put(file, temporary);
    return temporary;
  }

  private static void fill(Path file, byte[] content, FileAccess access) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer buffer = ByteBuffer.wrap(content);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
    access.applyTo(file);
  }

  /** Names the file that was to be written, not the one under another name. */
  private static FileSystemException unwritable(Path file, IOException cause) {
    FileSystemException problem = new FileSystemException(file.toString(), null, reason(cause));
    problem.initCause(cause);
    return problem;
  }

  private static String reason(IOException problem) {
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
}
