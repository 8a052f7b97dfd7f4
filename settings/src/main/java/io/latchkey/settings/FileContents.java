package io.latchkey.settings;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What some files held when they were looked at. Compares content and nothing else: neither times
 * nor file numbers tell a file that was replaced within a clock tick, or by a copy with its times
 * kept, and these files are small. Not safe for use by several threads.
 */
final class FileContents {
  private static final String UNREADABLE = "";

  private final Set<Path> files;
  private Map<Path, String> settled;
  private Map<Path, String> latest;

  private FileContents(Set<Path> files) {
    this.files = Set.copyOf(files);
    settled = digests();
    latest = settled;
  }

  static FileContents of(Set<Path> files) {
    return new FileContents(files);
  }

  /** The files with other content than before, once it has stayed the same since the last call. */
  Set<Path> changed() {
    Map<Path, String> now = digests();
    boolean quiet = now.equals(latest);
    latest = now;
    if (!quiet || now.equals(settled)) {
      return Set.of();
    }
    Map<Path, String> before = settled;
    settled = now;
    return files.stream()
        .filter(file -> !String.valueOf(now.get(file)).equals(before.get(file)))
        .collect(Collectors.toUnmodifiableSet());
  }

  private Map<Path, String> digests() {
    Map<Path, String> digests = new HashMap<>();
    files.forEach(file -> digests.put(file, digest(file)));
    return digests;
  }

  /** One byte more than any value may have tells too large a file from others. */
  private static String digest(Path file) {
    try (InputStream content = Files.newInputStream(file)) {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(content.readNBytes(ValueFile.MAX_BYTES + 1)));
    } catch (IOException e) {
      return UNREADABLE;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java runtime has no SHA-256", e);
    }
  }
}
