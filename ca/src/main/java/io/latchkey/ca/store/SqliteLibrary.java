package io.latchkey.ca.store;

import io.latchkey.base.io.FileProblem;
import io.latchkey.base.io.OwnerOnly;
import io.latchkey.base.text.Printable;
import io.latchkey.ca.AuthorityUnavailableException;
import io.latchkey.ca.DataDirectory;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteJDBCLoader;

/**
 * Loads the native library of SQLite from the data directory. The temporary directory is often
 * mounted with {@code noexec}, and other users can write to it.
 *
 * <p>The driver copies the library into a new file for each class loader, so that a redeployed
 * application can load it again. On systems that allow it, the copy is deleted once it is loaded.
 */
final class SqliteLibrary {
  private static final Logger LOG = LoggerFactory.getLogger(SqliteLibrary.class);
  private static final String FOLDER = "native";
  private static final String COPIES = "sqlite-*";

  /** Properties of the driver; an operator who sets one of them chooses the place. */
  private static final String DIRECTORY = "org.sqlite.tmpdir";

  private static final String LIBRARY = "org.sqlite.lib.path";

  /**
   * The lock of the properties, which all applications of a server share. A string constant is the
   * same object in all class loaders of the JVM.
   */
  static final Object JVM_WIDE = "io.latchkey.ca.store.SqliteLibrary";

  /** A copy has about 1.1 MB. */
  private static final long NEEDED_BYTES = 2 * 1024 * 1024;

  private SqliteLibrary() {}

  /**
   * Loads the library once for this class loader.
   *
   * @throws AuthorityUnavailableException if it cannot be loaded
   */
  static void load(DataDirectory directory) {
    Path folder = directory.file(FOLDER);
    synchronized (JVM_WIDE) {
      try {
        if (System.getProperty(DIRECTORY) != null
            || System.getProperty(LIBRARY) != null
            || !isLoadedFrom(folder)) {
          boolean unused = SQLiteJDBCLoader.initialize();
        }
      } catch (Exception | LinkageError e) {
        throw unusable(folder, e);
      }
    }
  }

  /**
   * Loads the library from the temporary directory, for a program that has no data directory.
   *
   * @throws AuthorityUnavailableException if it cannot be loaded
   */
  static void load() {
    synchronized (JVM_WIDE) {
      try {
        boolean unused = SQLiteJDBCLoader.initialize();
      } catch (Exception | LinkageError e) {
        throw unusable(Path.of(System.getProperty("java.io.tmpdir")), e);
      }
    }
  }

  /** Tries the data directory; another directory may work if it is mounted with noexec too. */
  private static boolean isLoadedFrom(Path folder) throws IOException {
    Files.createDirectories(folder);
    OwnerOnly.directory(folder);
    deleteCopies(folder);
    System.setProperty(DIRECTORY, folder.toString());
    try {
      return SQLiteJDBCLoader.initialize();
    } catch (Exception | LinkageError e) {
      LOG.debug("The native library of SQLite cannot be loaded from {}", folder, e);
      return false;
    } finally {
      System.clearProperty(DIRECTORY);
      deleteCopies(folder);
      // Fails while a copy is in use.
      boolean unused = folder.toFile().delete();
    }
  }

  /** Windows keeps a loaded library; the next start deletes it. */
  private static void deleteCopies(Path folder) throws IOException {
    try (DirectoryStream<Path> copies = Files.newDirectoryStream(folder, COPIES)) {
      for (Path copy : copies) {
        Files.deleteIfExists(copy);
      }
    } catch (java.nio.file.FileSystemException e) {
      LOG.debug("A copy of the native library is in use", e);
    }
  }

  private static AuthorityUnavailableException unusable(Path folder, Throwable e) {
    if (hasLittleSpace(folder)) {
      return new AuthorityUnavailableException(
          "The native library of SQLite cannot be copied to %s: no space left; free at least 2 MiB"
              .formatted(folder),
          e);
    }
    return new AuthorityUnavailableException(
        ("The native library of SQLite cannot be loaded from %s or the temporary directory (%s);"
                + " name a directory on a file system without noexec with -D%s=…, or use"
                + " PostgreSQL (latchkey.jdbc-url)")
            .formatted(folder, reason(e), DIRECTORY),
        e);
  }

  private static String reason(Throwable e) {
    return e instanceof IOException io
        ? FileProblem.reason(io)
        : Printable.line(String.valueOf(e.getMessage()), 200);
  }

  private static boolean hasLittleSpace(Path folder) {
    try {
      Path directory = folder.getParent();
      return directory != null && Files.getFileStore(directory).getUsableSpace() < NEEDED_BYTES;
    } catch (IOException e) {
      return false;
    }
  }
}
