package io.latchkey.base.net;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The beginning of URIs: an absolute URI (RFC 3986) without query and fragment that ends in {@code
 * /} or {@code :}. A URI matches if it begins with the prefix. Scheme and host are compared
 * ignoring case, and everything else exactly. A URI with user information, a backslash or a dot
 * segment, also percent-encoded, matches no prefix. Immutable.
 */
public final class UriPrefix {
  private static final Pattern SYNTAX =
      Pattern.compile(
          "[A-Za-z][A-Za-z0-9+.-]*:(?:[A-Za-z0-9\\[\\]._~!$&'()*+,;=:@/-]|%\\p{XDigit}{2})*");

  private static final Pattern PARTS =
      Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*:(?://[^/?#]*)?)([^?#]*)(.*)", Pattern.DOTALL);

  private static final Pattern ENCODED_USER = Pattern.compile("@|%40");
  private static final Pattern DOT_SEGMENT = Pattern.compile("(?:^|/)\\.{1,2}(?:/|$)");

  private final String text;
  private final String folded;

  private UriPrefix(String text) {
    this.text = text;
    this.folded = folded(text);
  }

  /** Reads a prefix; empty if the text is none. */
  public static Optional<UriPrefix> parse(String text) {
    boolean ends = text.endsWith("/") || text.endsWith(":");
    return ends && SYNTAX.matcher(text).matches()
        ? Optional.of(new UriPrefix(text))
        : Optional.empty();
  }

  /** Whether a URI begins with this prefix. */
  public boolean matches(String uri) {
    Matcher parts = PARTS.matcher(uri);
    if (uri.indexOf('\\') >= 0 || !parts.matches()) {
      return false;
    }
    String path = parts.group(2);
    String plain = path.replaceAll("%2[eE]", ".").replaceAll("%2[fF]", "/");
    return !ENCODED_USER.matcher(parts.group(1)).find()
        && !uri.toLowerCase(Locale.ROOT).contains("%5c")
        && !DOT_SEGMENT.matcher(plain).find()
        && folded(uri).startsWith(folded);
  }

  /** Writes scheme and authority in lower case. */
  private static String folded(String uri) {
    Matcher parts = PARTS.matcher(uri);
    return parts.matches()
        ? parts.group(1).toLowerCase(Locale.ROOT) + parts.group(2) + parts.group(3)
        : uri;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof UriPrefix that && that.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** Returns the prefix as it was written. */
  @Override
  public String toString() {
    return text;
  }
}
