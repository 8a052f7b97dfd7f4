package io.latchkey.ca;

import io.latchkey.base.crypto.Sha256;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lock of a data directory. It excludes other processes and other applications of this JVM,
 * also if they have a copy of this class. Safe for use by several threads.
 */
final class DirectoryLock implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DirectoryLock.class);
  private static final String LOCK_FILE = "latchkey.lock";

  /**
   * The system properties with this prefix name the lock files that this JVM has open. A hash
   * follows: a name with other characters would be rejected as a misspelled setting.
   */
  private static final String OPEN = "io.latchkey.ca.open-lock-file.";

  /** A string constant is the same object in all class loaders of the JVM. */
  private static final Object JVM_WIDE = OPEN;

  /** Strong references to the lock channels: garbage collection would release a lock. */
  private static final Set<FileChannel> HELD = ConcurrentHashMap.newKeySet();

  private final Path directory;
  private final String property;
  private final FileChannel channel;

  /**
   * @param property the system property that names the lock file
   */
  private DirectoryLock(Path directory, String property, FileChannel channel) {
    this.directory = directory;
    this.property = property;
    this.channel = channel;
  }

  /**
   * Locks a directory. Opens the lock file at most once in this JVM, also if several applications
   * have this class. On Linux, closing a second channel of the file would release the lock of the
   * first.
   *
   * @throws AuthorityUnavailableException if the directory is in use
   * @throws IOException if the lock file cannot be created or opened
   */
  static DirectoryLock of(Path directory) throws IOException {
    String property;
    synchronized (JVM_WIDE) {
      property = OPEN + identity(directory.resolve(LOCK_FILE));
      if (System.getProperties().putIfAbsent(property, directory.toString()) != null) {
        throw usedByThisProcess(directory);
      }
    }
    boolean locked = false;
    try {
      FileChannel channel = lockedChannel(directory);
      HELD.add(channel);
      locked = true;
      return new DirectoryLock(directory, property, channel);
    } finally {
      if (!locked) {
        System.clearProperty(property);
      }
    }
  }

  /** A hash of device and inode, so that the path does not matter. Windows has none. */
  private static String identity(Path lockFile) throws IOException {
    try {
      Files.createFile(lockFile);
    } catch (FileAlreadyExistsException e) {
      LOG.trace("The lock file exists", e);
    }
    Object key = Files.readAttributes(lockFile, BasicFileAttributes.class).fileKey();
    String name = String.valueOf(key == null ? lockFile.toRealPath() : key);
    return HexFormat.of().formatHex(Sha256.of(name));
  }

  private static FileChannel lockedChannel(Path directory) throws IOException {
    FileChannel channel = FileChannel.open(directory.resolve(LOCK_FILE), StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      // Other code of this JVM has the lock. It would lose it if this channel were closed.
      HELD.add(channel);
      throw usedByThisProcess(directory);
    }
    channel.close();
    throw DataDirectory.unusable(
        directory,
        "is in use by another process; stop that one or name another with latchkey.data-dir");
  }

  private static AuthorityUnavailableException usedByThisProcess(Path directory) {
    return DataDirectory.unusable(
        directory,
        "is in use by this process, perhaps by another of its applications; open it only once,"
            + " or name another with latchkey.data-dir");
  }

  /** Releases the lock. Does nothing if it was released before. */
  @Override
  public void close() {
    if (!HELD.remove(channel)) {
      return;
    }
    try {
      channel.close();
    } catch (IOException e) {
      LOG.debug("The lock of {} could not be released", directory, e);
    } finally {
      System.clearProperty(property);
    }
  }
}
