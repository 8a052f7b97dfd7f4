package io.latchkey.filter.rules;

import io.latchkey.filter.rules.Credentials.Token;
import io.latchkey.filter.rules.Credentials.Unusable;
import java.util.Enumeration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code Authorization} (RFC 9110 section 11.6.2) for bearer tokens (RFC 6750 2.1). */
public final class AuthorizationHeader {
  public static final String NAME = "Authorization";

  private static final String SCHEME = "Bearer";
  private static final Pattern QUOTED = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*+\"");

  /** A comma and then no parameter {@code name=value} but a scheme, with or without credentials. */
  private static final Pattern SECOND_SCHEME =
      Pattern.compile(",[ \t]*[^\",=\\s]+(?:[ \t]+[^=\\s]|[ \t]*(?:,|$))");

  private AuthorizationHeader() {}

  /**
   * Takes the token from all {@code Authorization} headers of a request. There must be one, with
   * one set of credentials: where a proxy reads the first and the server the last, one request has
   * two callers.
   *
   * @param values null stands for none, which a server may answer, and so does a null value, which
   *     a servlet mock may give
   */
  public static Credentials parse(@Nullable Enumeration<String> values) {
    if (values == null || !values.hasMoreElements()) {
      return new Unusable(Problem.MISSING);
    }
    @Nullable String value = values.nextElement();
    if (values.hasMoreElements()) {
      return new Unusable(Problem.AMBIGUOUS_CREDENTIALS);
    }
    return value == null ? new Unusable(Problem.MISSING) : parse(value);
  }

  private static Credentials parse(String value) {
    if (!isBearer(value)) {
      boolean several = SECOND_SCHEME.matcher(QUOTED.matcher(value).replaceAll("\"\"")).find();
      return new Unusable(several ? Problem.AMBIGUOUS_CREDENTIALS : Problem.MISSING);
    }
    if (value.indexOf(',') >= 0) {
      return new Unusable(Problem.AMBIGUOUS_CREDENTIALS);
    }
    int start = SCHEME.length() + 1;
    return isOneWord(value, start)
        ? new Token(value.substring(start))
        : new Unusable(Problem.MALFORMED);
  }

  /** Whether the scheme is {@code Bearer}, whatever comes after it. */
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
