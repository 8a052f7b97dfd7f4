package io.latchkey.base.http;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Values of {@code WWW-Authenticate} for bearer tokens (RFC 6750 section 3). */
public final class BearerChallenge {
  /** The name of the header. */
  public static final String HEADER = "WWW-Authenticate";

  /** The protection space that every challenge names. */
  public static final String REALM = "latchkey";

  /** The request has no token. */
  public static final String MISSING = "Bearer realm=\"" + REALM + "\"";

  private static final String INVALID_REQUEST = MISSING + ", error=\"invalid_request\"";
  private static final String INVALID_TOKEN = MISSING + ", error=\"invalid_token\"";
  private static final String INSUFFICIENT_SCOPE = MISSING + ", error=\"insufficient_scope\"";
  private static final int UNAUTHORIZED = 401;

  /** The characters of a scope token (RFC 6749 section 3.3). */
  private static final Pattern SCOPE_TOKEN = Pattern.compile("[!#-\\[\\]-~]+");

  private BearerChallenge() {}

  /**
   * Returns the challenge of the response to a rejected request (RFC 6750 section 3.1). Every 401
   * has one; another response only if its reason concerns the credentials.
   *
   * @param status the HTTP status
   * @param reason the member {@code reason} of the problem document
   */
  public static Optional<String> of(int status, String reason) {
    if (status == UNAUTHORIZED) {
      return Optional.of(reason.equals(ProblemReasons.MISSING) ? MISSING : INVALID_TOKEN);
    }
    return switch (reason) {
      case ProblemReasons.AMBIGUOUS_CREDENTIALS -> Optional.of(INVALID_REQUEST);
      case ProblemReasons.PREFIX, ProblemReasons.ROLE, ProblemReasons.USE ->
          Optional.of(INSUFFICIENT_SCOPE);
      default -> Optional.empty();
    };
  }

  /**
   * The token does not permit this request, but a token with one of these roles would.
   *
   * @param roles become the attribute {@code scope}; roles with characters that it cannot contain
   *     are left out
   */
  public static String insufficientScope(List<String> roles) {
    String scope =
        roles.stream()
            .filter(role -> SCOPE_TOKEN.matcher(role).matches())
            .collect(Collectors.joining(" "));
    return scope.isEmpty() ? INSUFFICIENT_SCOPE : INSUFFICIENT_SCOPE + ", scope=\"" + scope + "\"";
  }
}
