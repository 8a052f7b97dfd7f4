package io.latchkey.server.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The classes and libraries of the WAR in a temporary directory that only this user can access. The
 * directory is deleted when the process ends. If the process was killed, a later start deletes the
 * directory, because its lock is free.
 */
final class UnpackedWar {
  static final String PREFIX = "latchkey-war-";
  static final String LOCK = "in-use";
  static final String CLASSES = "WEB-INF/classes/";
  static final List<String> LIBRARIES = List.of("WEB-INF/lib/", "WEB-INF/lib-standalone/");

  private static final Duration TIME_TO_LOCK = Duration.ofMinutes(1);
  private static final String WEB_INF = "WEB-INF/";

  private final Path directory;
  private final FileLock lock;

  private UnpackedWar(Path directory, FileLock lock) {
    this.directory = directory;
    this.lock = lock;
  }

  /** An empty directory, for a server whose classes are on the class path. */
  static UnpackedWar empty() throws IOException {
    Path directory = Files.createTempDirectory(PREFIX).toRealPath();
    FileChannel channel =
        FileChannel.open(
            directory.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    return new UnpackedWar(directory, channel.lock());
  }

  static UnpackedWar of(Path war) throws IOException {
    UnpackedWar unpacked = empty();
    try (ZipFile zip = new ZipFile(war.toFile())) {
      for (ZipEntry entry : (Iterable<ZipEntry>) zip.stream().map(ZipEntry.class::cast)::iterator) {
        if (!entry.isDirectory() && isWanted(entry.getName())) {
          unpacked.add(zip, entry);
        }
      }
    } catch (IOException e) {
      unpacked.delete();
      throw e;
    }
    return unpacked;
  }

  private static boolean isWanted(String name) {
    return name.startsWith(CLASSES) || LIBRARIES.stream().anyMatch(name::startsWith);
  }

  /** Without {@code WEB-INF}, because Weld ignores classes in a directory of that name. */
  private static String unpackedName(String name) {
    return name.substring(WEB_INF.length());
  }

  private void add(ZipFile zip, ZipEntry entry) throws IOException {
    Path target = directory.resolve(unpackedName(entry.getName())).normalize();
    if (!target.startsWith(directory)) {
      throw new IOException("the WAR contains the unsafe name " + entry.getName());
    }
    Files.createDirectories(target.getParent());
    try (InputStream content = zip.getInputStream(entry)) {
      Files.copy(content, target);
    }
  }

  Path directory() {
    return directory;
  }

  /** The class path of the server: the classes first, then every library. */
  URL[] classPath() throws IOException {
    try (Stream<Path> files = Files.walk(directory, 2)) {
      Stream<Path> jars = files.filter(file -> file.toString().endsWith(".jar")).sorted();
      return Stream.concat(Stream.of(directory.resolve(unpackedName(CLASSES))), jars)
          .map(UnpackedWar::url)
          .toArray(URL[]::new);
    }
  }

  private static URL url(Path path) {
    try {
      return path.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes the directory as far as possible. May be called several times. */
  synchronized void delete() {
    try {
      lock.channel().close();
    } catch (IOException e) {
      // The lock is released when the process ends.
    }
    delete(directory);
  }

  /** Deletes the directories of killed processes of this user. */
  void deleteLeftovers() {
    try (Stream<Path> siblings = Files.list(directory.getParent())) {
      siblings
          .filter(sibling -> sibling.getFileName().toString().startsWith(PREFIX))
          .filter(sibling -> !sibling.equals(directory))
          .filter(this::isLeftover)
          .forEach(UnpackedWar::delete);
    } catch (IOException | UncheckedIOException e) {
      // A later start tries again.
    }
  }

  private boolean isLeftover(Path sibling) {
    Path lockFile = sibling.resolve(LOCK);
    try {
      if (Files.isSymbolicLink(sibling)
          || Files.isSymbolicLink(lockFile)
          || !Files.getOwner(sibling).equals(Files.getOwner(directory))
          || isYoung(lockFile)) {
        return false;
      }
      try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE);
          FileLock free = channel.tryLock()) {
        return free != null;
      }
    } catch (IOException e) {
      return false;
    }
  }

  /** A new directory may belong to a process that has not locked it yet. */
  private static boolean isYoung(Path lockFile) throws IOException {
    Instant modified = Files.getLastModifiedTime(lockFile).toInstant();
    return modified.isAfter(Instant.now().minus(TIME_TO_LOCK));
  }

  private static void delete(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException e) {
      // A later start deletes the rest.
    }
  }
}
