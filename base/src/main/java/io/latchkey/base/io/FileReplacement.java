package io.latchkey.base.io;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces files as a whole, and several of them as far as possible together: all content is on
 * disk under other names before the first file appears. A reader sees the old content or the new,
 * never a part, and a full disk leaves all old content. Only a file that cannot be moved to its
 * place, such as a file that is itself a mount point, leaves the files before it replaced. A
 * symbolic link stays; the file that it points to is replaced. Devices, pipes and sockets are
 * rejected. A file that is replaced keeps its mode, and its owner and group if the process may set
 * them; see {@link #addSecret} for the exception.
 */
public final class FileReplacement implements Closeable {
  private static final Logger LOGGER = LoggerFactory.getLogger(FileReplacement.class);

  private final Map<Path, Path> staged = new LinkedHashMap<>();
  private final Set<Path> places = new HashSet<>();

  /** Begins without any file. */
  public FileReplacement() {}

  /**
   * Creates a secret with mode 0600. The file appears with all its content, or not at all.
   *
   * @throws FileAlreadyExistsException if the file exists; it is not changed
   * @throws IOException if it cannot be created
   */
  public static void createSecret(Path file, byte[] content) throws IOException {
    createSecret(file, out -> out.write(content));
  }

  /** Writes the content of a file. */
  public interface Content {
    /**
     * Writes everything; the stream has a buffer and is closed afterwards.
     *
     * @throws IOException if the content cannot be written; the file then does not appear
     */
    void writeTo(OutputStream out) throws IOException;
  }

  /** The same for content that is written piece by piece. */
  public static void createSecret(Path file, Content content) throws IOException {
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw existing(file);
    }
    Path temporary = temporaryIn(directory(file));
    temporary.toFile().deleteOnExit(); // the process may end while the content is written
    try {
      fill(temporary, content);
      appear(temporary, file);
    } finally {
      Files.deleteIfExists(temporary);
    }
    forceDirectory(file);
  }

  /** Unlike a move, a link replaces no file that was created in the meantime. */
  private static void appear(Path temporary, Path file) throws IOException {
    try {
      Files.createLink(file, temporary);
    } catch (FileAlreadyExistsException e) {
      throw existing(file);
    } catch (UnsupportedOperationException | FileSystemException e) {
      LOGGER.debug("{} is moved, because this file system has no links", file, e);
      Files.move(temporary, file);
    }
  }

  private static FileAlreadyExistsException existing(Path file) {
    String reason =
        Files.exists(file) ? "it already exists" : "it is a symbolic link to a missing file";
    return new FileAlreadyExistsException(file.toString(), null, reason);
  }

  private static void fill(Path file, Content content) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel))) {
      content.writeTo(out);
      out.flush();
      channel.force(true);
    }
  }

  /** Replaces one file that is not a secret; a new file has mode 0644. */
  public static void write(Path file, byte[] content) throws IOException {
    try (FileReplacement replacement = new FileReplacement()) {
      replacement.add(file, content);
      replacement.commit();
    }
  }

  /**
   * Prepares a file that is not a secret: mode 0644, or the mode of the file that it replaces.
   *
   * @throws FileSystemException if it cannot be prepared, or was prepared before
   */
  public void add(Path file, byte[] content) throws IOException {
    stage(file, content, FileAccess.ofPublic(FileTarget.of(file)));
  }

  /**
   * Prepares a secret: mode 0600 from its first byte on. A file that it replaces passes on its mode
   * if others have no access to that file and its group cannot write it.
   *
   * @throws FileSystemException if it cannot be prepared, or was prepared before
   */
  public void addSecret(Path file, byte[] content) throws IOException {
    stage(file, content, FileAccess.ofSecret(FileTarget.of(file)));
  }

  /**
   * Moves all files to their places, in the order in which they were added.
   *
   * @throws IOException if a file cannot be moved; those before it are replaced
   */
  public void commit() throws IOException {
    for (Map.Entry<Path, Path> each : staged.entrySet()) {
      try {
        Files.move(
            each.getValue(),
            each.getKey(),
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
        forceDirectory(each.getKey());
      } catch (IOException e) {
        throw unwritable(each.getKey(), e);
      }
    }
  }

  /** Removes files that were prepared and not moved to their places. */
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
      if (!places.add(FileTarget.place(file))) {
        throw new FileSystemException(file.toString(), null, "two contents are for this file");
      }
      Path temporary = temporary(file);
      fill(temporary, out -> out.write(content));
      access.applyTo(temporary);
    } catch (IOException e) {
      throw unwritable(file, e);
    }
  }

  private Path temporary(Path file) throws IOException {
    Path temporary = temporaryIn(directory(file));
    staged.put(file, temporary);
    return temporary;
  }

  private static Path temporaryIn(Path directory) throws IOException {
    return Files.createTempFile(directory, ".latchkey.", ".new", OwnerOnly.newFile(directory));
  }

  private static Path directory(Path file) throws NoSuchFileException {
    Path directory = file.toAbsolutePath().getParent();
    if (directory == null || !Files.isDirectory(directory)) {
      throw new NoSuchFileException(String.valueOf(directory));
    }
    return directory;
  }

  /** A new name is on disk only when its directory is. Windows cannot flush directories. */
  private static void forceDirectory(Path file) throws IOException {
    Path directory = directory(file);
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      LOGGER.debug("{} cannot be flushed on this system", directory, e);
    }
  }

  /** Names the file that was to be written, not the temporary one. */
  private static FileSystemException unwritable(Path file, IOException cause) {
    FileSystemException problem =
        new FileSystemException(file.toString(), null, FileProblem.writing(cause));
    problem.initCause(cause);
    return problem;
  }
}
