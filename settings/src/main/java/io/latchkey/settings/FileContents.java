package io.latchkey.settings;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * The content of some files when they were last compared. Compares content and nothing else:
 * neither times nor file numbers tell a file that was replaced within a clock tick, or by a copy
 * with its times kept, and these files are small. Not safe for use by several threads.
 */
final class FileContents {
  private static final String ABSENT = "absent";
  private static final String UNREADABLE = "unreadable";

  private final Map<Path, Content> files = new LinkedHashMap<>();

  static FileContents of(Set<Path> files) {
    FileContents contents = new FileContents();
    contents.add(files);
    return contents;
  }

  /** Compares these files too, from their content of now on. */
  void add(Set<Path> more) {
    more.forEach(file -> files.computeIfAbsent(file, path -> Content.of(digest(path))));
  }

  boolean isEmpty() {
    return files.isEmpty();
  }

  /**
   * The files with other content than before, each once its content has stayed the same since the
   * last call. One that keeps changing does not hold up the others.
   */
  Set<Path> changed() {
    Set<Path> changed = new LinkedHashSet<>();
    files.replaceAll(
        (file, before) -> {
          String now = digest(file);
          boolean isQuiet = now.equals(before.latest());
          if (!isQuiet || now.equals(before.settled())) {
            return new Content(before.settled(), now);
          }
          changed.add(file);
          return Content.of(now);
        });
    return changed;
  }

  /** One byte more than any value may have tells too large a file from others. */
  private static String digest(Path file) {
    try (InputStream content = Files.newInputStream(file)) {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(content.readNBytes(ValueFile.MAX_BYTES + 1)));
    } catch (NoSuchFileException e) {
      return ABSENT;
    } catch (IOException e) {
      return UNREADABLE;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java runtime has no SHA-256", e);
    }
  }

  /** What was taken up last, and what was found last. */
  private record Content(String settled, String latest) {
    static Content of(String digest) {
      return new Content(digest, digest);
    }
  }
}
