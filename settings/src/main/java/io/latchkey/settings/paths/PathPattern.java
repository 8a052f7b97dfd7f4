package io.latchkey.settings.paths;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One path, or all paths of a folder:
 *
 * <ul>
 *   <li>{@code /docs}: this path
 *   <li>{@code /docs/*}: each path with exactly one more segment
 *   <li>{@code /docs/**}: {@code /docs}, {@code /docs/} and everything below
 * </ul>
 *
 * <p>The methods that compare paths allocate nothing. Immutable.
 */
public final class PathPattern {
  private static final String FOLDER_SUFFIX = "/**";
  private static final String SEGMENT_SUFFIX = "/*";

  private final String text;
  private final String raw;
  private final byte[] decoded;
  private final Reach reach;

  private PathPattern(String text, String raw, Reach reach) {
    this.text = text;
    this.raw = raw;
    this.reach = reach;
    String plain = raw.equals("/") ? "" : raw;
    decoded = RawPath.decoded(plain).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Parses a pattern.
   *
   * @param before the words before the pattern in its setting, such as {@code "GET "}, for messages
   * @throws IllegalArgumentException if the text is not a pattern; the message says how to write it
   */
  public static PathPattern parse(String before, String text) {
    Reach reach = reach(text);
    String path = text.substring(0, text.length() - reach.suffix.length());
    String folder = before + folder(text);
    if (path.indexOf('*') >= 0 || path.indexOf('{') >= 0) {
      throw new IllegalArgumentException(
          "a wildcard can only be the whole last segment; write %s/** for the folder and everything below, or %s/* for one segment"
              .formatted(folder, folder));
    }
    if (path.length() > 1 && path.endsWith("/")) {
      throw new IllegalArgumentException(
          "the path ends with a slash; write %s/** for the folder and everything below, or %s for this path alone"
              .formatted(folder, folder));
    }
    boolean isRoot = path.isEmpty() && reach != Reach.PATH;
    if (!isRoot && RawPath.isAmbiguous(path)) {
      throw new IllegalArgumentException(
          "the path is ambiguous; write an absolute path as clients send it, without a query and without ; // \\ and dot segments");
    }
    return new PathPattern(text, path, reach);
  }

  private static Reach reach(String text) {
    if (text.endsWith(FOLDER_SUFFIX)) {
      return Reach.FOLDER;
    }
    return text.endsWith(SEGMENT_SUFFIX) ? Reach.SEGMENT : Reach.PATH;
  }

  /** The folder before the first wildcard, without a slash at its end. */
  private static String folder(String text) {
    int end = text.length();
    for (char wildcard : new char[] {'*', '{'}) {
      int at = text.indexOf(wildcard);
      end = at >= 0 && at < end ? at : end;
    }
    String folder = text.substring(0, Math.max(0, text.lastIndexOf('/', end)));
    return folder.endsWith("/") ? folder.substring(0, folder.length() - 1) : folder;
  }

  /**
   * Whether a raw path matches character by character: an escape matches only the same escape.
   *
   * @param path an unambiguous path
   * @param from the index at which the path below the context path begins
   */
  boolean matchesRaw(String path, int from) {
    if (!path.startsWith(raw, from)) {
      return false;
    }
    int end = from + raw.length();
    return reach == Reach.PATH ? end == path.length() : reach.covers(path, end, false);
  }

  /**
   * Whether a path matches when its escapes are decoded. A slash at the end of the path makes no
   * difference.
   *
   * @param path an unambiguous path
   * @param from the index at which the path below the context path begins
   */
  boolean matchesDecoded(String path, int from) {
    int at = from;
    for (byte expected : decoded) {
      if (at >= path.length() || (byte) RawPath.byteAt(path, at) != expected) {
        return false;
      }
      at = RawPath.next(path, at);
    }
    return reach.covers(path, at, true);
  }

  /** Whether this pattern matches each path that the other pattern matches, decoded. */
  boolean includes(PathPattern other) {
    if (other.reach == Reach.PATH || reach == Reach.FOLDER) {
      return matchesDecoded(other.raw, 0);
    }
    return reach == other.reach && Arrays.equals(decoded, other.decoded);
  }

  /** The pattern as it was written. */
  @Override
  public String toString() {
    return text;
  }

  /** What a pattern matches behind its path. */
  private enum Reach {
    PATH("") {
      @Override
      boolean covers(String path, int end, boolean lenient) {
        return isAtEnd(path, end, lenient);
      }
    },
    SEGMENT(SEGMENT_SUFFIX) {
      @Override
      boolean covers(String path, int end, boolean lenient) {
        if (end + 1 >= path.length() || path.charAt(end) != '/') {
          return false;
        }
        int next = path.indexOf('/', end + 1);
        return isAtEnd(path, next < 0 ? path.length() : next, lenient);
      }
    },
    FOLDER(FOLDER_SUFFIX) {
      @Override
      boolean covers(String path, int end, boolean lenient) {
        return end == path.length() || path.charAt(end) == '/';
      }
    };

    private final String suffix;

    Reach(String suffix) {
      this.suffix = suffix;
    }

    /**
     * Whether the rest of the path belongs to the pattern.
     *
     * @param lenient whether a slash at the end of the path is ignored
     */
    abstract boolean covers(String path, int end, boolean lenient);

    static boolean isAtEnd(String path, int at, boolean lenient) {
      return at == path.length() || (lenient && at + 1 == path.length() && path.charAt(at) == '/');
    }
  }
}
