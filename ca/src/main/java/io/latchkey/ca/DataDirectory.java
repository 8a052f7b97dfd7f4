package io.latchkey.ca;

import io.latchkey.base.io.FileProblem;
import io.latchkey.base.io.FileReplacement;
import io.latchkey.base.io.OwnerOnly;
import io.latchkey.base.io.TextFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory with the database, the generated secrets and a lock file. The lock prevents use by
 * a second process, and by a second application of the same process, from {@link #open} until
 * {@link #close}.
 *
 * <p>Safe for use by several threads.
 *
 * <pre>{@code
 * try (DataDirectory directory = DataDirectory.open(Path.of("/var/lib/latchkey"));
 *     CertificateAuthority ca = new CertificateAuthorityBuilder(directory).open()) {
 *   IssuedCertificate issued = ca.sign(request, IssuanceTerms.of("orders"));
 * }
 * }</pre>
 */
public final class DataDirectory implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DataDirectory.class);

  private final Path path;
  private final DirectoryLock lock;

  private DataDirectory(Path path, DirectoryLock lock) {
    this.path = path;
    this.lock = lock;
  }

  /**
   * Opens a directory and locks it. The method creates the directory and its parents if they do not
   * exist. A new or empty directory gets mode 0700. A directory with files keeps its mode, and a
   * warning is logged if other users can read it.
   *
   * @throws AuthorityUnavailableException if the path is not a directory, is not writable, or is in
   *     use by another process or by another application of this process
   */
  public static DataDirectory open(Path path) throws AuthorityUnavailableException {
    Path directory = path.toAbsolutePath().normalize();
    if (Files.exists(directory) && !Files.isDirectory(directory)) {
      throw unusable(directory, "is a file, not a directory; name another with latchkey.data-dir");
    }
    try {
      Files.createDirectories(directory);
      OwnerOnly.directory(directory);
      return new DataDirectory(directory, DirectoryLock.of(directory));
    } catch (IOException e) {
      throw new AuthorityUnavailableException(
          ("Data directory %s cannot be written to (%s); make it writable for this user or name"
                  + " another with latchkey.data-dir")
              .formatted(directory, reason(e)),
          e);
    }
  }

  /** Some file systems, such as {@code /proc}, have no place for new directories. */
  private static String reason(IOException problem) {
    return problem instanceof NoSuchFileException
        ? "the directory cannot be created there"
        : FileProblem.reason(problem);
  }

  /** Returns the absolute path of the directory. */
  public Path path() {
    return path;
  }

  /**
   * Returns the content of a secret file without white space at its start and end. If the file does
   * not exist, the method first creates it atomically with mode 0600. It never changes an existing
   * file.
   *
   * @param fileName a file name without a path, such as {@code psk}
   * @param fresh generates the secret if the file does not exist
   * @throws AuthorityUnavailableException if the file cannot be read or created, or is empty
   */
  public synchronized String secret(String fileName, Supplier<String> fresh) {
    Optional<String> existing = content(fileName);
    if (existing.isPresent()) {
      return existing.get();
    }
    String secret = fresh.get();
    write(fileName, secret + "\n");
    return secret;
  }

  /**
   * Returns the content of a secret file, if it exists. Logs a warning if all users can read it.
   */
  public synchronized Optional<String> existingSecret(String fileName) {
    Path file = file(fileName);
    Optional<String> content = content(fileName);
    if (content.isPresent() && OwnerOnly.isOpenToOthers(file)) {
      LOG.warn("File {} can be read by every user of this host; run: chmod 600 {}", file, file);
    }
    return content;
  }

  private Optional<String> content(String fileName) {
    Path file = file(fileName);
    Optional<String> content = read(fileName).map(String::strip);
    if (content.isPresent() && content.get().isEmpty()) {
      throw new AuthorityUnavailableException(
          "File %s is empty; restore it from a backup, or delete it if it never held anything"
              .formatted(file));
    }
    return content;
  }

  /**
   * Reads a file in UTF-8, without a byte order mark.
   *
   * @param fileName a name without a path
   * @return empty if there is no such file
   * @throws AuthorityUnavailableException if the file cannot be read, has more than 4 MiB, or is
   *     not UTF-8
   * @throws IllegalArgumentException if the name has a path
   */
  public synchronized Optional<String> read(String fileName) {
    Path file = file(fileName);
    if (Files.notExists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(TextFile.read(file));
    } catch (IOException e) {
      throw new AuthorityUnavailableException(
          "File %s cannot be read (%s)".formatted(file, FileProblem.reason(e)), e);
    }
  }

  /**
   * Creates a file that only this user can read.
   *
   * @param fileName a name without a path
   * @throws AuthorityUnavailableException if the file exists or cannot be written
   * @throws IllegalArgumentException if the name has a path
   */
  public synchronized void write(String fileName, String content) {
    Path file = file(fileName);
    try {
      FileReplacement.createSecret(file, content.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new AuthorityUnavailableException(
          "File %s cannot be made (%s)".formatted(file, FileProblem.reason(e)), e);
    }
  }

  /**
   * Creates or replaces a file that is not a secret.
   *
   * @param fileName a name without a path
   * @throws AuthorityUnavailableException if the file cannot be written
   * @throws IllegalArgumentException if the name has a path
   */
  public synchronized void replace(String fileName, String content) {
    Path file = file(fileName);
    try {
      FileReplacement.write(file, content.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new AuthorityUnavailableException(
          "File %s cannot be replaced (%s)".formatted(file, FileProblem.reason(e)), e);
    }
  }

  /**
   * Returns the path of a file of this directory. It need not exist.
   *
   * @param fileName a name without a path
   * @throws IllegalArgumentException if the name has a path
   */
  public Path file(String fileName) {
    Path file = path.resolve(fileName);
    if (!path.equals(file.getParent())) {
      throw new IllegalArgumentException("A plain file name is needed, not " + fileName);
    }
    return file;
  }

  /** Releases the lock. Close the objects that use the directory first. */
  @Override
  public void close() {
    lock.close();
  }

  static AuthorityUnavailableException unusable(Path directory, String problem) {
    return new AuthorityUnavailableException("Data directory %s %s".formatted(directory, problem));
  }
}
