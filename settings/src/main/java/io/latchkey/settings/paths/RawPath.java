package io.latchkey.settings.paths;

import io.latchkey.base.net.AuthorityPaths;
import io.latchkey.base.text.PercentEncoding;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Detects ambiguous paths: raw paths that the server, a proxy or the application may interpret
 * differently (RFC 3986 sections 2.2, 2.4 and 6.2.2.3). Comparing such a path with a list would not
 * be safe. Ambiguous paths are detected, not normalised.
 */
public final class RawPath {
  private static final int ESCAPE_LENGTH = 3;

  /**
   * Bytes that are ambiguous when escaped: {@code %}, {@code .}, {@code /}, {@code ;}, {@code \}.
   */
  private static final String REJECTED_ESCAPES = "%./;\\";

  private static final String REJECTED_RAW = ";\\?#";

  private static final String OCSP = AuthorityPaths.OCSP + "/";

  /** The characters of base64 that are not letters or digits. */
  private static final String BASE64_SIGNS = "+/=";

  private RawPath() {}

  /**
   * Whether a request is an OCSP request in a path, which is not ambiguous although it can contain
   * {@code //} and {@code %2F} (RFC 6960 appendix A.1).
   *
   * @param path the raw path below the context path
   */
  public static boolean isOcsp(@Nullable String method, String path) {
    return "GET".equals(method) && path.startsWith(OCSP) && isBase64(path, OCSP.length());
  }

  /** Whether the path ends with base64, in which a client may escape {@code + / =}. */
  private static boolean isBase64(String path, int from) {
    int i = from;
    while (i < path.length()) {
      boolean escaped = path.charAt(i) == '%';
      int value = byteAt(path, i);
      if (BASE64_SIGNS.indexOf(value) < 0 && (escaped || !isLetterOrDigit(value))) {
        return false;
      }
      i = next(path, i);
    }
    return i > from;
  }

  private static boolean isLetterOrDigit(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  /**
   * Whether the path is ambiguous: it has empty or dot segments, parameters, backslashes, escapes
   * of {@code % . / ; \} or of control characters, escapes that are not UTF-8, or characters that
   * are not allowed in a URI, or it is not an absolute path, such as the {@code *} of {@code
   * OPTIONS *}.
   *
   * @param path the raw path of the request; null, which a servlet mock may return, is ambiguous
   */
  public static boolean isAmbiguous(@Nullable String path) {
    if (path == null || path.isEmpty() || path.charAt(0) != '/') {
      return true;
    }
    int segment = 1;
    int i = 1;
    while (i < path.length()) {
      char c = path.charAt(i);
      if (c == '%') {
        i = endOfEscapes(path, i);
        if (i < 0) {
          return true;
        }
      } else if (c == '/') {
        if (i == segment || isDots(path, segment, i)) {
          return true;
        }
        i++;
        segment = i;
      } else if (c <= ' ' || c > '~' || REJECTED_RAW.indexOf(c) >= 0) {
        return true;
      } else {
        i++;
      }
    }
    return isDots(path, segment, i);
  }

  /**
   * Returns the index of the first character below a context path, such as 4 for {@code /app/x}
   * below {@code /app}. Either may contain escapes: some servers return the context path decoded,
   * and a client may escape any character of it.
   *
   * @return -1 if the path is not below the context path
   */
  public static int endOfContext(String path, String context) {
    if (path.startsWith(context) && isEndOfSegment(path, context.length())) {
      return context.length();
    }
    int end = endOfSegments(path, context.chars().filter(c -> c == '/').count());
    return end > 0 && !isAmbiguous(path) && decoded(path.substring(0, end)).equals(plain(context))
        ? end
        : -1;
  }

  private static boolean isEndOfSegment(String path, int at) {
    return at == path.length() || path.charAt(at) == '/';
  }

  /** The index behind this many segments of the path; -1 if it has fewer. */
  private static int endOfSegments(String path, long segments) {
    int end = -1;
    for (long n = 0; n <= segments; n++) {
      int slash = path.indexOf('/', end + 1);
      if (slash < 0) {
        return n == segments ? path.length() : -1;
      }
      end = slash;
    }
    return end;
  }

  private static String plain(String context) {
    return isAmbiguous(context) ? context : decoded(context);
  }

  /**
   * Decodes the escapes of an unambiguous path.
   *
   * @throws IllegalArgumentException if an escape is malformed
   */
  public static String decoded(String path) {
    return PercentEncoding.decode(path)
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
        .orElseThrow(() -> new IllegalArgumentException("The path has a malformed escape"));
  }

  /** The byte at an index of an unambiguous path, or the byte that is escaped there. */
  static int byteAt(String path, int at) {
    char c = path.charAt(at);
    return c == '%' ? escapedByte(path, at) : c;
  }

  /** The index behind the character or the escape at an index of an unambiguous path. */
  static int next(String path, int at) {
    return at + (path.charAt(at) == '%' ? ESCAPE_LENGTH : 1);
  }

  private static boolean isDots(String path, int from, int to) {
    int length = to - from;
    return length > 0 && length <= 2 && path.charAt(from) == '.' && path.charAt(to - 1) == '.';
  }

  /** The end of the escaped character that starts here; -1 if it is not accepted. */
  private static int endOfEscapes(String path, int start) {
    int first = escapedByte(path, start);
    int next = start + ESCAPE_LENGTH;
    if (first < 0x80) {
      boolean control = first < ' ' || first == 0x7F;
      return control || REJECTED_ESCAPES.indexOf(first) >= 0 ? -1 : next;
    }
    int following = Utf8.bytesAfter(first);
    int least = Utf8.leastSecond(first);
    int most = Utf8.mostSecond(first);
    for (int n = 0; n < following; n++) {
      int value = escapedByte(path, next);
      if (value < least || value > most) {
        return -1;
      }
      least = 0x80;
      most = 0xBF;
      next += ESCAPE_LENGTH;
    }
    return following == 0 ? -1 : next;
  }

  /** The escaped byte; -1, which every caller rejects, if there is none. */
  private static int escapedByte(String path, int at) {
    if (at + ESCAPE_LENGTH > path.length() || path.charAt(at) != '%') {
      return -1;
    }
    int high = hex(path.charAt(at + 1));
    int low = hex(path.charAt(at + 2));
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }

  private static int hex(char c) {
    return c < 0x80 ? Character.digit(c, 16) : -1;
  }

  /** The well-formed byte sequences of RFC 3629 section 4: no overlong form, no surrogate. */
  private static final class Utf8 {
    private Utf8() {}

    /** The number of bytes that follow a first byte; 0 if it cannot be a first byte. */
    static int bytesAfter(int first) {
      if (first >= 0xC2 && first <= 0xDF) {
        return 1;
      }
      if (first >= 0xE0 && first <= 0xEF) {
        return 2;
      }
      return first >= 0xF0 && first <= 0xF4 ? 3 : 0;
    }

    static int leastSecond(int first) {
      if (first == 0xE0) {
        return 0xA0;
      }
      return first == 0xF0 ? 0x90 : 0x80;
    }

    static int mostSecond(int first) {
      if (first == 0xED) {
        return 0x9F;
      }
      return first == 0xF4 ? 0x8F : 0xBF;
    }
  }
}
