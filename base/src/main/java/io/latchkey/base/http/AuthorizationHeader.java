package io.latchkey.base.http;

import io.latchkey.base.http.Credentials.Defect;
import io.latchkey.base.http.Credentials.Token;
import io.latchkey.base.http.Credentials.Unusable;
import java.util.Enumeration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The header {@code Authorization} (RFC 9110 section 11.6.2) with a bearer token (RFC 6750 2.1).
 */
public final class AuthorizationHeader {
  /** The name of the header. */
  public static final String NAME = "Authorization";

  private static final String SCHEME = "Bearer";

  /** A quoted string, also without its end: no character is read twice. */
  private static final Pattern QUOTED = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*+(\"?)");

  /** A comma, then a scheme with or without credentials instead of a parameter. */
  private static final Pattern SECOND_SCHEME =
      Pattern.compile(",[ \t]*[^\",=\\s]+(?:[ \t]+[^=\\s]|[ \t]*(?:,|$))");

  private AuthorizationHeader() {}

  /** Returns the value of the header for a token. */
  public static String bearer(String token) {
    return SCHEME + " " + token;
  }

  /**
   * Returns what follows {@code Bearer} and one space in the value of one header, without a check
   * of its characters; empty if the value does not start like that.
   */
  public static Optional<String> token(String value) {
    int start = SCHEME.length() + 1;
    return value.regionMatches(true, 0, SCHEME + " ", 0, start)
        ? Optional.of(value.substring(start))
        : Optional.empty();
  }

  /**
   * Takes the token from all {@code Authorization} headers of a request. There must be one, with
   * one set of credentials: if a proxy reads the first and the server the last, one request has two
   * callers.
   *
   * @param values the values of the headers. Some servers return null if there are none, and some
   *     servlet mocks return a null value
   */
  public static Credentials parse(@Nullable Enumeration<String> values) {
    if (values == null || !values.hasMoreElements()) {
      return new Unusable(Defect.MISSING);
    }
    @Nullable String value = values.nextElement();
    if (values.hasMoreElements()) {
      return new Unusable(Defect.AMBIGUOUS);
    }
    return value == null ? new Unusable(Defect.MISSING) : parse(value);
  }

  private static Credentials parse(String value) {
    if (!isBearer(value)) {
      boolean several = SECOND_SCHEME.matcher(withoutQuotedText(value)).find();
      return new Unusable(several ? Defect.AMBIGUOUS : Defect.MISSING);
    }
    if (value.indexOf(',') >= 0) {
      return new Unusable(Defect.AMBIGUOUS);
    }
    int start = SCHEME.length() + 1;
    return isOneWord(value, start) ? new Token(value, start) : new Unusable(Defect.MALFORMED);
  }

  /** Text after a quote that has no end stays. */
  private static String withoutQuotedText(String value) {
    return QUOTED
        .matcher(value)
        .replaceAll(
            quoted ->
                quoted.group(1).isEmpty() ? Matcher.quoteReplacement(quoted.group()) : "\"\"");
  }

  /** Whether the scheme is {@code Bearer}; what follows it is not checked. */
  private static boolean isBearer(String value) {
    int end = SCHEME.length();
    return value.regionMatches(true, 0, SCHEME, 0, end)
        && (value.length() == end || value.charAt(end) <= ' ' || value.charAt(end) == ',');
  }

  private static boolean isOneWord(String value, int start) {
    if (value.length() <= start || value.charAt(start - 1) != ' ') {
      return false;
    }
    for (int i = start; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c <= ' ' || c > '~') {
        return false;
      }
    }
    return true;
  }
}
