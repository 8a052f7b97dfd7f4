package io.latchkey.base.io;

import io.latchkey.base.crypto.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * The content of some files when they were last compared. Only content is compared: neither times
 * nor file numbers reveal a file that was replaced within a clock tick, or by a copy that keeps its
 * times, and these files are small. Not safe for use by several threads.
 */
public final class FileContents {
  private static final String ABSENT = "absent";
  private static final String UNREADABLE = "unreadable";
  private static final String UNUSED = "unused";

  private final Map<Path, Content> files = new LinkedHashMap<>();

  /** Begins without any file. */
  public FileContents() {}

  /** Compares these files too, starting from their present content. */
  public void add(Set<Path> more) {
    more.forEach(file -> files.computeIfAbsent(file, path -> Content.of(digest(path))));
  }

  Set<Path> paths() {
    return files.keySet();
  }

  boolean isEmpty() {
    return files.isEmpty();
  }

  /**
   * Returns the files whose content has changed, each once its content has stayed the same since
   * the last call. A file that keeps changing does not delay the others.
   */
  public Set<Path> changed() {
    read();
    return settle();
  }

  /**
   * Returns the files whose content has changed, once the content of all files has stayed the same
   * since the last call: for files that belong together, such as a certificate and its key.
   */
  public Set<Path> changedTogether() {
    read();
    return files.values().stream().allMatch(Content::isQuiet) ? settle() : Set.of();
  }

  /**
   * Returns files again at the next call that finds them unchanged, because their content could not
   * be used.
   */
  public void retry(Set<Path> changed) {
    changed.forEach(file -> files.computeIfPresent(file, (path, content) -> content.unsettled()));
  }

  private void read() {
    files.replaceAll((file, before) -> before.then(digest(file)));
  }

  private Set<Path> settle() {
    Set<Path> changed = new LinkedHashSet<>();
    files.replaceAll(
        (file, content) -> {
          if (!content.isQuiet() || content.latest().equals(content.settled())) {
            return content;
          }
          changed.add(file);
          return Content.of(content.latest());
        });
    return changed;
  }

  /** One byte more than any text may have distinguishes files that are too large from others. */
  private static String digest(Path file) {
    try (InputStream content = Files.newInputStream(file)) {
      return HexFormat.of().formatHex(Sha256.of(content.readNBytes(TextFile.MAX_BYTES + 1)));
    } catch (NoSuchFileException e) {
      return ABSENT;
    } catch (IOException e) {
      return UNREADABLE;
    }
  }

  /** The content that was used last, and the contents that the last two readings found. */
  private record Content(String settled, String previous, String latest) {
    static Content of(String digest) {
      return new Content(digest, digest, digest);
    }

    Content then(String next) {
      return new Content(settled, latest, next);
    }

    Content unsettled() {
      return new Content(UNUSED, previous, latest);
    }

    boolean isQuiet() {
      return latest.equals(previous);
    }
  }
}
